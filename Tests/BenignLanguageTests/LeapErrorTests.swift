// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// `leap_error`: what all leaps and flows since t = 0 may have cost in a margin.
struct LeapErrorTests {
  private static let setup = "mixture n=16 p=400 mu=3 seed=1\nnetwork m=6 gamma=0.3 seed=4\n"
  private static let leaping = "run steps=1e6"

  private func ready(_ training: String = "") -> Recorder {
    var recorder = Recorder()
    #expect(recorder.run(Self.setup + training) == nil)
    return recorder
  }

  private func value(_ recorder: inout Recorder, _ expression: String) -> Double {
    #expect(recorder.run(expression) == nil, "\(expression)")
    guard case .value(let value) = recorder.events.last else { return .nan }
    return value.asNumber ?? .nan
  }

  /// The row `leap_error` of the run of the last cell.
  private func row(_ recorder: Recorder) -> Double {
    for case .report(let report) in recorder.events.reversed() {
      guard case .object(let members) = report.document else { continue }
      for member in members where member.name == "leap_error" {
        if case .number(let error) = member.value { return error }
      }
    }
    return .nan
  }

  @Test(
    "after one run it is the row of the run, whichever way that ended",
    arguments: [
      leaping, "run until=loss < 1e-4", "flow time=1e3", "run steps=1e6 loss=logistic",
      "flow until=loss < 1e-3",
    ])
  func row(training: String) {
    var recorder = ready(training)
    let row = row(recorder)
    #expect(row > 0, "\(training)")
    #expect(value(&recorder, "leap_error") == row, "\(training)")
  }

  @Test("it is 0 where nothing was leapt, and again where training begins anew")
  func nothing() {
    var recorder = ready()
    #expect(value(&recorder, "leap_error") == 0)
    #expect(recorder.run("run steps=500 leap=false") == nil)
    #expect(row(recorder) == 0)
    #expect(value(&recorder, "leap_error") == 0)
    #expect(recorder.run(Self.leaping) == nil)
    #expect(value(&recorder, "leap_error") > 0)
    #expect(recorder.run("network") == nil)
    #expect(value(&recorder, "leap_error") == 0)
  }

  @Test("the errors of runs and flows add up")
  func sums() {
    var recorder = ready()
    var sum = 0.0
    for training in [Self.leaping, "flow time=1e6", "run steps=20 leap=false", "run steps=1e8"] {
      #expect(recorder.run(training) == nil)
      let row = row(recorder)
      #expect(row > 0 || training.contains("false"), "\(training)")
      sum += row
      #expect(value(&recorder, "leap_error") == sum, "\(training)")
    }
  }

  @Test("it is recorded on the way, from what was there before the run to what is there after it")
  func recorded() throws {
    var recorder = ready(Self.leaping)
    let before = value(&recorder, "leap_error")
    #expect(recorder.run("run steps=1e8 record=[leap_error, leap_error * 2]") == nil)
    let after = value(&recorder, "leap_error")
    let trajectory = recorder.session.experiment.trajectory
    let place = try #require(trajectory.names.firstIndex(of: "leap_error"))
    let column = trajectory.columns[place].filter { !$0.isNaN }
    #expect(after > before)
    #expect(column.count > 10)
    #expect(column.allSatisfy { $0 >= before } && column.last == after)
    #expect(zip(column, column.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("a condition may ask for it: a run stops once the estimate is too large")
  func condition() {
    var recorder = ready(Self.leaping)
    let before = value(&recorder, "leap_error")
    #expect(recorder.run("run steps=1e9 until=leap_error > \(before)") == nil)
    #expect(value(&recorder, "leap_error") > before)
    #expect(recorder.session.experiment.step < 1e9)
  }

  @Test("a sweep measures what the same run by hand has")
  func swept() throws {
    var recorder = ready(Self.leaping)
    let byHand = value(&recorder, "leap_error")
    #expect(
      recorder.run("sweep s gamma=[0.3] seed=1 network.seed=4 steps=1e6 measure=leap_error") == nil)
    #expect(recorder.session.table("s")?.column("leap_error") == [.number(byHand)])
  }

  @Test("fork takes it along, and undo brings the earlier one back")
  func forkAndUndo() {
    var recorder = ready(Self.leaping)
    let first = value(&recorder, "leap_error")
    #expect(recorder.run("fork b\nrun steps=1e8") == nil)
    let second = value(&recorder, "leap_error")
    #expect(second > first)
    #expect(value(&recorder, "main.leap_error") == first)
    #expect(recorder.run("run steps=1e9") == nil)
    #expect(recorder.run("undo") == nil)
    #expect(value(&recorder, "leap_error") == second)
  }

  @Test("a file keeps it; a file without it counts as 0, and one with a false one is refused")
  func file() throws {
    let folder = try ScratchFolder()
    var recorder = ready(Self.leaping)
    let error = value(&recorder, "leap_error")
    #expect(recorder.run("export experiment \"\(folder.path)/e.json\"") == nil)
    #expect(recorder.run("use c\nload \"\(folder.path)/e.json\"") == nil)
    #expect(value(&recorder, "leap_error") == error)
    let text = String(decoding: try folder.bytes(of: "e.json"), as: UTF8.self)
    let key = /"leap_error":[^,}]+,/
    try folder.write(text.replacing(key, with: ""), to: "old.json")
    #expect(try folder.bytes(of: "old.json").count < folder.bytes(of: "e.json").count)
    #expect(recorder.run("use old\nload \"\(folder.path)/old.json\"") == nil)
    #expect(value(&recorder, "leap_error") == 0)
    try folder.write(text.replacing(key, with: "\"leap_error\":-1,"), to: "bad.json")
    #expect(recorder.run("use bad\nload \"\(folder.path)/bad.json\"") != nil)
  }

  @Test("a kept session brings it back; one of before, which lacks it, is read with 0")
  func kept() throws {
    var recorder = ready(Self.leaping)
    let experiment = recorder.session.experiment
    let bytes = try #require(KeptExperiment(experiment).bytes(sealedAs: ""))
    #expect(try KeptExperiment(bytes, sealedAs: "").image == experiment.image)
    #expect(experiment.image?.leapError == value(&recorder, "leap_error"))
    let older = bytes.dropLast(16)
    var image = try #require(experiment.image)
    image.leapError = 0
    #expect(try KeptExperiment(try sealed(older), sealedAs: "").image == image)
  }
}
