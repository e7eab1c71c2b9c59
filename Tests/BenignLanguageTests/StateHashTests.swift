// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// `state_hash`: equal hashes, equal next steps.
struct StateHashTests {
  private static let setup = "mixture n=4 p=20 mu=2 seed=1\nnetwork m=2 gamma=0.5 init=0\n"

  private func hash(_ code: String) throws -> String {
    var recorder = Recorder()
    #expect(recorder.run(code) == nil, "\(code)")
    return try recorder.session.experiment.state().stateHash
  }

  @Test("whatever decides the next step is part of it")
  func parts() throws {
    let endings = [
      "", "step lr=0.001 loss=exponential", "step lr=0.001 loss=hinge", "step lr=0.002 loss=hinge",
      "step lr=0.001 reduction=mean loss=hinge", "step lr=0.001 loss=logistic",
      "step lr=0.001\nnetwork", "step lr=0.001 loss=logistic\nnetwork", "flow time=0.001",
    ]
    let hashes = try endings.map { try hash(Self.setup + $0) }
    #expect(Set(hashes).count == endings.count)
    #expect(try hash(Self.setup + endings[2]) == hashes[2])
    #expect(try hash(Self.setup + "step lr=auto\nnetwork") == hashes[0], "the rule is as before")
  }

  @Test(
    "exports, kept sessions, forks and undo have the same hash, and go on with the same digits",
    arguments: [
      "run steps=1000 lr=0.001", "run steps=1e6", "run steps=1e12",
      "run steps=300 lr=0.05 loss=hinge",
      "flow time=0.05", "run steps=100 loss=logistic reduction=mean lr=0.02\nnetwork",
      "step 3\nflow time=1e20", "run steps=900 lr=1e-4 optimizer=momentum",
      "run steps=900 lr=1e-4 optimizer=nesterov momentum=0.5 decay=0.01",
      "run steps=900 lr=1e-3 optimizer=sgd batch=3 momentum=0.8",
      "run steps=900 lr=1e-3 optimizer=normalized decay=0.01",
      "run steps=90 lr=1e-3 optimizer=spectral",
    ], ["mixture n=30 p=600 mu=3 seed=3", "mixture student n=20 p=900 mu=4 df=3 seed=2"])
  func roundTrip(training: String, mixture: String) throws {
    let folder = try ScratchFolder()
    var recorder = Recorder()
    func hash(_ session: Session) throws -> String { try session.experiment.state().stateHash }
    let code = "\(mixture)\nnetwork m=6 gamma=0.3\n\(training)\n"
    #expect(recorder.run(code + "export experiment \"\(folder.path)/e.json\"") == nil)
    let before = try hash(recorder.session)
    let kept = try RestoredSession(KeptSession.parts(of: recorder.session))
    #expect(recorder.run("fork b") == nil)
    #expect(try hash(recorder.session) == before)
    #expect(recorder.run("run steps=7") == nil)
    let after = try hash(recorder.session)
    #expect(recorder.run("undo") == nil)
    #expect(try hash(recorder.session) == before)
    #expect(recorder.run("use c\nload \"\(folder.path)/e.json\"") == nil)
    #expect(try hash(recorder.session) == before)
    #expect(recorder.run("run steps=7") == nil)
    #expect(try hash(recorder.session) == after)
    recorder.session = kept.session
    #expect(try hash(recorder.session) == before)
    #expect(recorder.run("run steps=7") == nil)
    #expect(try hash(recorder.session) == after)
  }
}
