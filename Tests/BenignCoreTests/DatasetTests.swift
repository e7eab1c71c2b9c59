// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import TestSupport
import Testing

@testable import BenignCore

/// A file of its own for each test, removed with it.
final class ScratchFile {
  let path: String

  init(_ text: String) throws { path = try Self.write(Array(text.utf8)) }
  init(bytes: [UInt8]) throws { path = try Self.write(bytes) }

  deinit { unlink(path) }

  private static func write(_ bytes: [UInt8]) throws -> String {
    var template = Array("/tmp/benign-dataset-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

struct DatasetTests {
  static func rows(
    _ text: String, label: Dataset.Column = .name("y"), positive: Dataset.Value? = nil,
    negative: Dataset.Value? = nil, test: Double = 0, standardize: Bool = false, seed: UInt64 = 0
  ) throws -> DatasetRows {
    let file = try ScratchFile(text)
    return try withExtendedLifetime(file) {
      try DatasetRows(
        Dataset(
          path: file.path, label: label, positive: positive, negative: negative,
          heldOutShare: test, isStandardized: standardize, seed: seed), stop: .never)
    }
  }

  @Test(
    "quotes, blanks, CR LF, empty lines, a byte order mark and a missing last line end are read",
    arguments: [
      "a,y,b\n1,0,2.5\n-3e2,1,.5\n", "\u{FEFF}a,y,b\r\n1,0,2.5\r\n-3e2,1,.5\r\n",
      "\n a , y,\"b\"\n\n\"1\" ,\t0 ,2.5\n-3e2,\"1\",\".5\"\n\n",
      "a,y,b\n1,0,2.5\n-3e2,1,.5",
    ])
  func forms(text: String) throws {
    let rows = try Self.rows(text)
    #expect(rows.training == Matrix(rows: 2, columns: 2, storage: [1, -300, 2.5, 0.5]))
    #expect(rows.labels == [-1, 1])
    #expect(rows.summary.features == ["a", "b"])
  }

  @Test("a quoted field may hold commas, line ends and quotes")
  func quotedFields() throws {
    let text = "\"width, in \"\"mm\"\"\",\"y\"\n1,\"one\ntwo\"\n2,b\n"
    let rows = try Self.rows(text, positive: .text("one\ntwo"))
    #expect(rows.summary.features == ["width, in \"mm\""])
    #expect(rows.labels == [1, -1])
  }

  @Test(
    "what is wrong in a file is named by row and column",
    arguments: [
      ("", nil, nil), ("y\n1\n", 1, nil), ("a,y\n", nil, nil), ("a,y\n1,0\n2\n", 3, nil),
      ("a,y\n1,0\n2,1,3\n", 3, nil), ("a,y\n1,0\nx,1\n", 3, 1), ("y,a\n1,nan\n", 2, 2),
      ("y,a\n1,1e999\n", 2, 2), ("y,a\n1,\n", 2, 2), ("a,y\n1,\n", 2, 2), ("a,y\n\"1,0\n", 2, 1),
      ("a,y\n\"1\"2,0\n", 2, 1), ("a,y\n1\"2\",0\n", 2, 1),
      ("a,y\n1e200,0\n2,1\n", nil, nil),
    ] as [(String, Int?, Int?)])
  func badFiles(text: String, row: Int?, column: Int?) throws {
    let file = try ScratchFile(text)
    var experiment = Experiment()
    #expect {
      try experiment.define(
        Dataset(path: file.path, label: .name("y"), heldOutShare: 0, isStandardized: false),
        stop: .never)
    } throws: { error in
      guard case CoreError.file(file.path, let reason, row, column) = error else { return false }
      return !reason.isEmpty
    }
    #expect(experiment.dataset == nil)
  }

  @Test("bytes that are not UTF-8 are named by row and column")
  func badText() throws {
    let file = try ScratchFile(bytes: Array("a,y\n1,".utf8) + [0xFF, 0x0A])
    #expect(
      throws: CoreError.file(
        path: file.path, reason: "this is not UTF-8 text; save the file as UTF-8", row: 2, column: 2
      )
    ) {
      try DatasetRows(Dataset(path: file.path, label: .name("y")), stop: .never)
    }
  }

  @Test(
    "only regular files are read",
    arguments: ["/", "/dev/zero", "/tmp/benign-no-such-file", "a\0b"])
  func otherFiles(path: String) {
    #expect {
      try DatasetRows(Dataset(path: path, label: .index(0)), stop: .never)
    } throws: { error in
      guard case CoreError.file(path, _, nil, nil) = error else { return false }
      return true
    }
  }

  @Test("a pipe is refused, not waited for")
  func pipes() throws {
    let path = "/tmp/benign-dataset-pipe-\(getpid())"
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    #expect(
      throws: CoreError.file(path: path, reason: "this is no regular file", row: nil, column: nil)
    ) { try DatasetRows(Dataset(path: path, label: .index(0)), stop: .never) }
  }

  @Test("a file beyond the limit is refused before memory is taken")
  func largeFiles() throws {
    let file = try ScratchFile("a,y\n")
    // Sparse: it takes no room.
    try #require(truncate(file.path, RegularFile.largest + 1) == 0)
    #expect {
      try DatasetRows(Dataset(path: file.path, label: .index(0)), stop: .never)
    } throws: { error in
      guard case CoreError.resourceLimit = error else { return false }
      return true
    }
  }

  static let three = "a,y\n1,3\n2,b\n3,3.0\n4,-1\n5,b\n"

  @Test("labels: by default the larger of two, else as named, others left out or −1")
  func labels() throws {
    #expect(try Self.rows("a,y\n1,9\n2,10\n").labels == [-1, 1])
    #expect(try Self.rows("a,y\n1,no\n2,yes\n").labels == [-1, 1])
    #expect(try Self.rows("a,y\n1,no\n2,yes\n", positive: .text("no")).labels == [1, -1])
    #expect(try Self.rows("a,y\n1,no\n2,yes\n", negative: .text("yes")).labels == [1, -1])
    #expect(try Self.rows(Self.three, positive: .number(3)).labels == [1, -1, 1, -1, -1])
    let two = try Self.rows(Self.three, positive: .text("b"), negative: .text("-1"))
    #expect(two.labels == [1, -1, 1] && two.summary.leftOut == 2)
    #expect(two.training.storage == [2, 4, 5] && two.summary.positivePoints == 2)
  }

  @Test("the label's column goes by name, by number from 0, or from the end")
  func labelColumns() throws {
    let text = "a,y,b\n1,0,2\n3,1,4\n"
    for column in [Dataset.Column.name("y"), .index(1), .index(-2)] {
      #expect(try Self.rows(text, label: column).training.storage == [1, 3, 2, 4])
    }
    #expect(try Self.rows("a,b\n1,0\n2,5\n", label: .index(-1)).labels == [-1, 1])
  }

  @Test(
    "a setting that does not fit the file is refused by the name of its key",
    arguments: [
      ("label", Dataset(path: "", label: .name("z"))),
      ("label", Dataset(path: "", label: .index(2))),
      ("label", Dataset(path: "", label: .index(-3))),
      ("positive", Dataset(path: "", label: .name("y"))),
      ("positive", Dataset(path: "", label: .name("y"), positive: .number(7))),
      (
        "negative", Dataset(path: "", label: .name("y"), positive: .text("b"), negative: .number(7))
      ),
      (
        "negative", Dataset(path: "", label: .name("y"), positive: .text("3"), negative: .number(3))
      ),
      ("test", Dataset(path: "", label: .name("y"), heldOutShare: 1)),
      ("test", Dataset(path: "", label: .name("y"), heldOutShare: .nan)),
    ])
  func badSettings(key: String, dataset: Dataset) throws {
    let file = try ScratchFile(Self.three)
    var dataset = dataset
    dataset.path = file.path
    var experiment = Experiment()
    #expect {
      try experiment.define(dataset, stop: .never)
    } throws: { error in
      guard case CoreError.invalid(key, _) = error else { return false }
      return true
    }
  }

  /// Two Gaussian clusters as a file.
  static func clusters(rows: Int, features: Int, distance: Double, seed: UInt64) -> String {
    var generator = PlainGenerator(seed: seed)
    var text = (0..<features).map { "x\($0)" }.joined(separator: ",") + ",y\n"
    for row in 0..<rows {
      let label = row % 2 == 0 ? 1.0 : -1
      for column in 0..<features {
        text += "\(generator.normal() + (column == 0 ? label * distance : 0)),"
      }
      text += label > 0 ? "1\n" : "0\n"
    }
    return text
  }

  @Test("the split takes every row once, holds out the share, and depends on the seed")
  func splits() throws {
    let text = Self.clusters(rows: 101, features: 2, distance: 1, seed: 1)
    let whole = try Self.rows(text)
    #expect(whole.heldOut.labels.isEmpty && whole.labels.count == 101)
    var seen = [[Double]]()
    for seed in UInt64(0)..<4 {
      let rows = try Self.rows(text, test: 0.25, seed: seed)
      #expect(rows.heldOut.labels.count == 25 && rows.labels.count == 76)
      let all =
        (0..<76).map { rows.training.row($0) } + (0..<25).map { rows.heldOut.points.row($0) }
      let sorted = { (matrix: [[Double]]) in matrix.sorted { $0[0] < $1[0] } }
      #expect(sorted(all) == sorted((0..<101).map { whole.training.row($0) }))
      seen.append(rows.heldOut.points.storage)
    }
    #expect(Set(seen).count == 4)
    #expect(try Self.rows(text, test: 0.25, seed: 2).heldOut.points.storage == seen[2])
    #expect(try Self.rows("a,y\n1,0\n2,1\n", test: 0.99).labels.count == 1)
  }

  @Test("features are standardised by the training rows alone; one that is constant is centred")
  func standardizing() throws {
    var text = "a,b,c,y\n"
    var generator = PlainGenerator(seed: 5)
    for row in 0..<80 {
      text += "\(1e6 + generator.normal()),0.1,\(1e160 * generator.normal()),\(row % 2)\n"
    }
    let plain = try Self.rows(text, test: 0.25)
    let rows = try Self.rows(text, test: 0.25, standardize: true)
    for column in [0, 2] {
      let values = rows.training.column(column)
      #expect(abs(values.reduce(0, +)) < 1e-6)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 60 - 1) < 1e-9)
    }
    #expect(rows.training.column(1).allSatisfy { abs($0) < 1e-15 })
    #expect(rows.heldOut.points.column(1).allSatisfy { abs($0) < 1e-15 })
    // The same map takes training and held-out rows.
    let slope =
      (rows.training[1, 0] - rows.training[0, 0]) / (plain.training[1, 0] - plain.training[0, 0])
    let moved = plain.heldOut.points[3, 0] - plain.training[0, 0]
    #expect(abs(rows.heldOut.points[3, 0] - rows.training[0, 0] - slope * moved) < 1e-6)
  }

  static func experiment(_ text: String, test: Double = 0.25) throws -> Experiment {
    let file = try ScratchFile(text)
    return try withExtendedLifetime(file) {
      var experiment = Experiment()
      try experiment.define(
        Dataset(path: file.path, label: .name("y"), heldOutShare: test, seed: 3),
        stop: .never)
      try experiment.define(
        NetworkDefinition(neurons: 6, negativeSlope: 0.3, initialDeviation: 0.1, seed: 4),
        stop: .never)
      return experiment
    }
  }

  @Test("training, direction and errors of a data set; held-out rows are counted one by one")
  func experiments() throws {
    var experiment = try Self.experiment(
      Self.clusters(rows: 120, features: 90, distance: 2.5, seed: 7))
    var plain = try PlainNetwork(experiment)
    _ = try experiment.descend(
      DescentSettings(steps: 200, learningRate: .fixed(1e-3), leap: false), hooks: RunHooks())
    for _ in 0..<200 { plain.step(learningRate: 1e-3, loss: .exponential) }
    #expect(try plain.distance(to: experiment) < 1e-9)
    guard case .heldOut(let rows) = try experiment.requireDesign().test else {
      Issue.record("no held-out rows")
      return
    }
    let wrong = rows.labels.indices.count {
      plain.output(rows.points.row($0)) * rows.labels[$0] <= 0
    }
    let report = try experiment.error(precision: 0.01)
    #expect(report.answers[.method]?.value == .text("held out") && report[.samples] == 30)
    #expect(
      report[.testError] == Double(wrong) / 30 && report[.observedError] == report[.testError])
    let interval = ShareInterval(share: Double(wrong) / 30, trials: 30)
    #expect(report[.testErrorLow] == interval.low && report[.testErrorHigh] == interval.high)
    // Where the run goes is not known before every neuron is active on the points of its own label.
    #expect(report[.limitError] != nil && report[.runLimitError] == nil)
    #expect(report.answers[.runLimitError]?.note == .dependsOnStart)
    #expect(try experiment.value(of: .separable) == .boolean(true))
    #expect(experiment.datasetSummary?.points == 90 && experiment.datasetSummary?.heldOut == 30)
    #expect(try experiment.snapshot().mean.isEmpty)
  }

  @Test("what needs a mixture has no value on a data set, and is no error")
  func closedForms() throws {
    let experiment = try Self.experiment(
      Self.clusters(rows: 20, features: 30, distance: 1, seed: 7))
    for quantity in Quantity.all
    where quantity.requirement == .mixture || quantity.requirement == .mixtureAndNetwork {
      #expect(try experiment.value(of: quantity) == .none, "\(quantity)")
    }
    #expect(try !experiment.conditions(stop: .never).isEmpty)
    let nothingHeldOut = try Self.experiment(
      Self.clusters(rows: 20, features: 30, distance: 1, seed: 7), test: 0)
    #expect(try nothingHeldOut.value(of: .testError) == .none)
    #expect(try nothingHeldOut.value(of: .limitError) == .none)
    let report = try nothingHeldOut.error(precision: 0.01)
    #expect(
      report[.testError] == nil && report[.samples] == nil
        && report.answers[.method]?.value == QuantityValue.none)
  }

  @Test("a mixture replaces a data set and a failed one leaves it; another network keeps it")
  func replacing() throws {
    var experiment = try Self.experiment(
      Self.clusters(rows: 20, features: 30, distance: 1, seed: 7))
    let gram = experiment.design?.gram
    #expect(throws: CoreError.self) {
      try experiment.define(
        Dataset(path: "/tmp/benign-no-such-file", label: .index(0)), stop: .never)
    }
    // The file is gone by now: its rows were kept.
    try experiment.define(NetworkDefinition(neurons: 3, negativeSlope: 0.5), stop: .never)
    #expect(experiment.design?.gram == gram && experiment.problem?.neurons == 3)
    try experiment.define(Mixture(points: 5, dimension: 10, meanNorm: 1), stop: .never)
    #expect(experiment.dataset == nil && experiment.datasetSummary == nil)
  }

  @Test("reading obeys an interrupt at any row")
  func interrupts() throws {
    let file = try ScratchFile(Self.clusters(rows: 400, features: 3, distance: 1, seed: 1))
    for patience in [0, 1, 4] {
      #expect(throws: CoreError.interrupted) {
        try DatasetRows(
          Dataset(path: file.path, label: .name("y")), stop: .after(patience))
      }
    }
  }
}
