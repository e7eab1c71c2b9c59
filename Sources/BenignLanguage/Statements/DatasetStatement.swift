// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let dataset = Command(
    name: "dataset", usage: "dataset FILE label= …",
    summary: """
      Reads rows and labels from a file (UTF-8, commas, a header) in place of a mixture; every \
      column but the label's and those left out is a feature. The network's definition is kept and initialised again; \
      t = 0.
      """,
    example: "dataset \"flowers.csv\" label=\"species\" positive=\"iris\"", arguments: .file,
    keys: datasetKeys, effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let dataset = try invocation.dataset(session)
    try invocation.locating { () throws(CoreError) in
      try session.experiment.define(dataset, stop: invocation.environment.stop)
    }
    guard let summary = session.experiment.datasetSummary else { return }
    invocation.say("dataset \(PlainText.quoted(dataset.path)): \(summary.line)")
    invocation.warnOfData(session.experiment)
  }

  private static let datasetKeys = [
    Key("label", .column, default: "required", "the label's column"),
    Key("positive", .cell, default: "the larger of two", "the label that is +1"),
    Key(
      "negative", .cell, default: "the smaller of two, or all others",
      "the label that is −1; rows with a third one are left out"),
    Key(
      "test", .real(Interval(.included(0), .excluded(1), "0 … < 1")), default: "0.25",
      "share of the rows that is held out for test_error"),
    Key(
      "standardize", .boolean, default: "true",
      "features are centred and scaled by the training rows' mean and deviation"),
    Key("drop", .columns, default: "none", "columns left out: they are no features"),
    .seed("of the choice of the rows held out"),
  ]
}

extension Invocation {
  fileprivate func dataset(_ session: Session) throws(Diagnostic) -> Dataset {
    let path = try file(session)
    guard let label = settings["label"].flatMap(Dataset.Column.init) else {
      throw missing("label")
    }
    return Dataset(
      path: path, label: label, dropped: settings["drop"].flatMap([Dataset.Column].init) ?? [],
      positive: settings["positive"].flatMap(Dataset.Value.init),
      negative: settings["negative"].flatMap(Dataset.Value.init),
      heldOutShare: number("test") ?? 0.25, isStandardized: boolean("standardize") ?? true,
      seed: UInt64(saturating: number("seed") ?? 0))
  }
}

extension Datum {
  /// The file, and the keys that define it again; of those without a default, what is given.
  init(_ dataset: Dataset) {
    var members = [
      Member("file", .text(dataset.path)), Member("label", Datum(Value(dataset.label))),
    ]
    for (name, value) in [("positive", dataset.positive), ("negative", dataset.negative)] {
      if let value { members.append(Member(name, Datum(Value(value)))) }
    }
    members += [
      Member("test", .number(dataset.heldOutShare)),
      Member("standardize", .boolean(dataset.isStandardized)),
    ]
    if !dataset.dropped.isEmpty {
      members.append(Member("drop", .list(dataset.dropped.map { Datum(Value($0)) })))
    }
    members.append(Member("seed", .number(Double(dataset.seed))))
    self = .object(members)
  }
}

extension DatasetSummary {
  /// What was read, on one line.
  fileprivate var line: String {
    let others = leftOut > 0 ? " left_out=\(leftOut)" : ""
    let coding = "\(PlainText.quoted(positive)) is +1 (\(positivePoints) of \(points))"
    return "n=\(points) p=\(features.count) held_out=\(heldOut)\(others), \(coding)"
  }
}
