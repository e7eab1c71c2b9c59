// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import Testing

@testable import BenignLanguage

/// Each law of the noise, wherever a mixture is written down and read again.
struct NoiseKindTests {
  private func mixture(_ law: NoiseLaw) -> String {
    let parameter = law.parameter.map { " \($0.name)=\($0.lowerBound + 1.5)" } ?? ""
    return "mixture \(law.word) n=5 p=40 mu=2\(parameter) seed=3\nnetwork m=2 gamma=0.3\nstep"
  }

  @Test("an export and a kept session have the law with its parameter", arguments: NoiseLaw.all)
  func roundTrips(law: NoiseLaw) throws {
    _ = try RoundTrip(of: mixture(law))
  }

  @Test("the key of a parameter belongs to its law only", arguments: NoiseLaw.all)
  func parameters(law: NoiseLaw) {
    guard let name = law.parameter?.name else { return }
    var recorder = Recorder()
    #expect(recorder.run("mixture \(law.word) n=5 p=40 mu=2")?.kind == .invalidArgument)
    for other in NoiseLaw.all where other !== law {
      let code = "mixture \(other.word) n=5 p=40 mu=2 \(name)=5"
      let message = recorder.run(code)?.message
      #expect(message == "\(name) belongs to \(law.word), and the kind is \(other.word).")
    }
    #expect(recorder.run(mixture(law) + "\n\(name)") == nil)
    #expect(recorder.text.hasSuffix("\((law.parameter?.lowerBound ?? 0) + 1.5)\n"))
  }
}
