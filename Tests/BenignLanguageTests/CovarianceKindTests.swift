// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// Each kind of covariance, wherever a mixture is written down and read again.
struct CovarianceKindTests {
  /// A value of `cov` of each form.
  private func value(_ kind: CovarianceKind) -> String {
    switch kind.form {
    case .word(let word): word
    case .call(let name, _, _): "\(name)(0.5)"
    case .pairs: "[[2, 3], [0.5, 37]]"
    }
  }

  private func mixture(_ kind: CovarianceKind) -> String {
    "mixture n=5 p=40 mu=2 cov=\(value(kind)) seed=3"
  }

  @Test("bytes and forms name one kind each")
  func names() {
    #expect(Set(CovarianceKind.all.map(\.tag)).count == CovarianceKind.all.count)
    #expect(Set(CovarianceKind.all.map(\.form.text)).count == CovarianceKind.all.count)
  }

  @Test("an export and a kept session have the covariance", arguments: CovarianceKind.all)
  func roundTrips(kind: CovarianceKind) throws {
    #expect(try RoundTrip(of: mixture(kind)).mixture.covariance.kind === kind)
  }

  @Test("a covariance is the value that it was made of", arguments: CovarianceKind.all)
  func values(kind: CovarianceKind) {
    var recorder = Recorder()
    #expect(recorder.run(mixture(kind)) == nil)
    guard let covariance = recorder.session.experiment.mixture?.covariance else { return }
    #expect(Covariance(covariance.value) == covariance)
    #expect(recorder.text.contains("cov") == (covariance != .isotropic))
  }

  @Test("a call is a function, and the key lists every form", arguments: CovarianceKind.all)
  func documentation(kind: CovarianceKind) throws {
    let key = try #require(Command.mixture.key("cov"))
    #expect(key.typeText.contains(kind.form.text))
    guard case .call(let name, let parameter, _) = kind.form else { return }
    let function = try #require(Registry.functions.first { $0.name == name })
    #expect(function.signature == "\(name)(\(parameter))" && function.summary == kind.definition)
  }
}
