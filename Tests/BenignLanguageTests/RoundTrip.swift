// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// Writes the mixture of a cell down and reads it again, by an export and by a kept session, which both shall have it as it is.
struct RoundTrip {
  let mixture: Mixture

  init(of code: String) throws {
    let folder = try ScratchFolder()
    var recorder = Recorder()
    let files = """
      export experiment "\(folder.path)/a.json"
      use other
      load "\(folder.path)/a.json"
      """
    #expect(recorder.run("\(code)\nnetwork m=2 gamma=0.3\nstep\n\(files)") == nil)
    mixture = try #require(recorder.session.experiments["main"]?.mixture)
    #expect(recorder.session.experiments["other"]?.mixture == mixture)
    let restored = try RestoredSession(KeptSession.parts(of: recorder.session))
    #expect(restored.session.experiments["main"]?.mixture == mixture)
  }
}
