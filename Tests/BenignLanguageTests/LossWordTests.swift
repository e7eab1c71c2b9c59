// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// Each loss, wherever an experiment is written down and read again.
struct LossWordTests {
  @Test("an export and a kept session have the loss", arguments: Loss.all)
  func roundTrips(loss: Loss) throws {
    let folder = try ScratchFolder()
    var recorder = Recorder()
    let code = """
      mixture n=5 p=40 mu=2 seed=3
      network m=2 gamma=0.3
      step loss=\(loss.word) lr=1e-3
      export experiment "\(folder.path)/a.json"
      use other
      load "\(folder.path)/a.json"
      """
    #expect(recorder.run(code) == nil)
    #expect(recorder.session.experiments["main"]?.loss == loss)
    #expect(recorder.session.experiments["other"]?.loss == loss)
    let restored = try RestoredSession(KeptSession.parts(of: recorder.session))
    #expect(restored.session.experiments["main"]?.loss == loss)
  }

  @Test("flow refuses a loss with a kink by its word, alone and in a sweep", arguments: Loss.all)
  func flow(loss: Loss) {
    let setup = "mixture n=5 p=40 mu=2 seed=3\nnetwork m=2 gamma=0.3\n"
    var recorder = Recorder()
    let alone = recorder.run(setup + "step loss=\(loss.word) lr=1e-3\nflow time=1e-3")
    let swept = recorder.run(
      setup + "step loss=\(loss.word) lr=1e-3\nsweep s gamma=[0.3, 0.4] time=1e-3 measure=margin")
    if loss.kink == nil {
      #expect(alone == nil && swept == nil)
    } else {
      #expect(alone?.message.contains(loss.word) == true, "\(alone?.message ?? "")")
      #expect(swept?.message.contains(loss.word) == true, "\(swept?.message ?? "")")
    }
  }

  @Test("the documentation of the key has every formula")
  func documentation() {
    for loss in Loss.all {
      #expect(Key.loss.meaning.contains("\(loss.word) \(loss.definition)"))
      #expect(Key.smoothLoss.meaning.contains(loss.definition) == (loss.kink == nil))
    }
  }
}
