// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

struct TrainingKeyTests {
  /// A value of each key, beside those of the experiment.
  private static let values = [
    "steps": "[10]", "time": "[0.1]", "lr": "1e-3", "loss": "logistic", "reduction": "mean",
    "optimizer": "sgd", "momentum": "0.5", "batch": "2", "decay": "0.01", "leap": "false",
    "until": "loss < 0.1",
    "points": "20", "tolerance": "1e-6",
  ]

  @Test(
    "each key of run and flow that changes a number of a sweep is part of what the number is kept under",
    arguments: [Command.run, .flow])
  func identity(of command: Command) throws {
    let keys = Set(command.keys.map(\.name)).subtracting(["title", "record", "diverge"])
    let given = try keys.sorted().map {
      "\($0)=\(try #require(Self.values[$0], "\($0) has no value here"))"
    }
    var recorder = Recorder()
    #expect(recorder.run("mixture n=5 p=50 mu=2\nnetwork m=2 gamma=0.3") == nil)
    #expect(recorder.run("sweep g \(given.joined(separator: " ")) measure=margin") == nil)
    let cell = try #require(recorder.session.table("g")?.cells.first)
    #expect(Set(cell.training.map(\.name)).union(recorder.session.table("g")?.keys ?? []) == keys)
  }
}
