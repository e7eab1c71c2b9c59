// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// What pandas, R and spreadsheets write: read rightly, or refused with its place and a hint.
struct DatasetFormTests {
  private static func read(_ text: String, dropped: [Dataset.Column] = []) throws -> LabelledTable {
    let file = try ScratchFile(text)
    return try withExtendedLifetime(file) {
      try LabelledTable(
        Dataset(path: file.path, label: .name("y"), dropped: dropped), stop: .never)
    }
  }

  /// Row, column and reason of the refusal of a file.
  private static func refusal(_ text: String) throws -> (row: Int?, column: Int?, reason: String) {
    do {
      _ = try read(text)
    } catch let CoreError.file(_, reason, row, column) {
      return (row, column, reason)
    }
    Issue.record("\(text.debugDescription) was read")
    return (nil, nil, "")
  }

  @Test(
    "a label is a number only where it is written as one and nothing of it is lost",
    arguments: [
      ("7", .number(7)), ("007", .text("007")), ("\"7\"", .text("7")), ("7.0", .number(7)),
      ("+1", .number(1)), ("-1", .number(-1)), ("1e+05", .number(100_000)), ("-0", .number(0)),
      ("0.1", .number(0.1)), ("0.10", .number(0.1)), (".5", .text(".5")), ("5.", .text("5.")),
      ("0x10", .text("0x10")), ("inf", .text("inf")), ("1e400", .text("1e400")),
      ("1e-400", .text("1e-400")), ("9007199254740992", .number(0x1p53)),
      ("9007199254740993", .text("9007199254740993")),
      ("9007199254740994", .text("9007199254740994")), ("1e300", .text("1e300")),
      ("0.10000000000000001", .text("0.10000000000000001")), ("1_000", .text("1_000")),
      ("1e", .text("1e")), ("e1", .text("e1")), ("-", .text("-")), ("٣", .text("٣")),
      ("5e-324", .number(.leastNonzeroMagnitude)),
      ("1e99999999999999999999", .text("1e99999999999999999999")),
    ] as [(String, Dataset.Value)])
  func labels(field: String, value: Dataset.Value) throws {
    #expect(try Self.read("a,y\n1,\(field)\n").labels == [value])
  }

  @Test("labels that differ as text are never one, whatever numbers they read as")
  func distinctLabels() throws {
    let text = "a,y\n1,7\n2,007\n3,7.0\n4,\"7\"\n5,9007199254740993\n6,9007199254740992\n"
    let table = try Self.read(text)
    #expect(table.labelIndices == [0, 1, 0, 2, 3, 4])
  }

  @Test("the label is found as it is written, and a number is no text")
  func choices() throws {
    let text = "a,y\n1,007\n2,7\n"
    #expect(try DatasetTests.rows(text, positive: .text("007")).labels == [1, -1])
    #expect(try DatasetTests.rows(text, positive: .text("7.0")).labels == [-1, 1])
    #expect(try DatasetTests.rows(text, positive: .number(7)).labels == [-1, 1])
    #expect(try DatasetTests.rows("a,y\n1,\"10\"\n2,\"9\"\n").labels == [1, -1])
    #expect(try DatasetTests.rows("a,y\n1,\"+1\"\n2,-1\n").labels == [1, -1])
    #expect(
      throws: CoreError.invalid(
        key: "positive",
        reason: "no row has the label 1; there is \"1\", which is text: write it in quotes")
    ) { try DatasetTests.rows("a,y\n1,\"0\"\n2,\"1\"\n", positive: .number(1)) }
  }

  @Test(
    "whatever ends a line is read",
    arguments: ["\n", "\r\n", "\r", "\r\r\n", "\n\n", "\n \t\n", "\r\n\r\n"])
  func lineEnds(end: String) throws {
    let table = try Self.read(["a,y", "1,0", "2,1", "3,0"].joined(separator: end))
    #expect(table.numbers == [1, 2, 3] && table.labelIndices == [0, 1, 0])
  }

  @Test("a field in quotes keeps its line ends, and a row counts as in a spreadsheet")
  func placesOfRows() throws {
    let refusal = try Self.refusal("a,y\r\r1,\"x\r\ny\"\r\rno,1\r")
    #expect(refusal.row == 5 && refusal.column == 1)
  }

  @Test(
    "numbers are decimal numbers",
    arguments: [
      ("1.", 1), (".5", 0.5), ("+2", 2), ("1e3", 1000), ("1E-3", 0.001), ("007", 7),
      ("\" 4 \"", 4), ("-0.0", 0), ("1e-400", 0),
      ("12345678901234567890", 12_345_678_901_234_567_168),
    ])
  func numbers(field: String, number: Double) throws {
    #expect(try Self.read("a,y\n\(field),0\n").numbers == [number])
  }

  @Test(
    "what is no number is refused with its place and a way out",
    arguments: [
      ("0x10", "\"0x10\" is no finite number, for it is hexadecimal"),
      ("0x1p3", "\"0x1p3\" is no finite number, for it is hexadecimal"),
      ("1\u{0}", "a NUL byte, which stands in no text"),
      ("1e400", "1e400 is too large for double precision"),
      ("-1e400", "-1e400 is too large for double precision"),
      ("\"1,5\"", "\"1,5\" is no finite number: numbers have a decimal point, and no commas"),
      (
        "\"1,234.5\"",
        "\"1,234.5\" is no finite number: numbers have a decimal point, and no commas"
      ),
      ("TRUE", "\"TRUE\" is no finite number: write 1 or 0"), ("", "a number is missing"),
      ("NA", "a number is missing (NA)"), ("#N/A", "a number is missing (#N/A)"),
      ("NaN", "a number is missing (NaN)"), ("inf", "\"inf\" is no finite number"),
      ("nan(0x1)", "\"nan(0x1)\" is no finite number"), ("1 000", "\"1 000\" is no finite number"),
      ("12%", "\"12%\" is no finite number"), ("２", "\"２\" is no finite number"),
      ("1e", "\"1e\" is no finite number"), ("--1", "\"--1\" is no finite number"),
      ("2024-05-01", "\"2024-05-01\" is no finite number"), ("e", "\"e\" is no finite number"),
    ])
  func noNumbers(field: String, reason: String) throws {
    let refusal = try Self.refusal("b,a,y\n1,1,0\n1,\(field),0\n")
    #expect(refusal.row == 3 && refusal.column == 2)
    let remedy = field.contains("\0") ? "" : "; drop=[\"a\"] leaves the column out"
    #expect(refusal.reason == reason + remedy)
  }

  @Test("a text of any length is named by its beginning")
  func longFields() throws {
    let field = String(repeating: "ä", count: 100_000)
    let refusal = try Self.refusal("a,y\n\(field),0\n")
    #expect(refusal.reason.utf8.count < 200)
    let reals = (0..<20_000).map { "\($0)" }
    let names = reals.map { "x" + $0 }
    let table = try Self.read(
      "\(names.joined(separator: ",")),y\n\(reals.joined(separator: ",")),0\n")
    #expect(table.numbers == (0..<20_000).map(Double.init))
  }

  @Test(
    "another separator is named, whatever the rows hold",
    arguments: [
      ("a;b;y\n1,5;2,5;0\n", "no comma and 2 semicolons"),
      ("a\tb\ty\n1\t2\t0\n", "no comma and 2 tabs"),
      ("\"a\";\"b\";\"y\"\n1;2;\"x\"\n", "no comma and 2 semicolons"),
      ("a|y\n1|0\n", "no comma and 1 bar"),
      ("\n\na y\n1 0\n", "no comma and 1 blank"),
      ("a, mm;b;y\n1;2;0\n", "1 comma and 2 semicolons"),
      ("\u{FEFF}a;y\r\n1;0\r\n", "no comma and 1 semicolon"),
    ])
  func separators(text: String, found: String) throws {
    let refusal = try Self.refusal(text)
    #expect(refusal.row == 1)
    #expect(
      refusal.reason
        == "its first line has \(found): write it with commas between the fields, and with decimal points"
    )
  }

  @Test("semicolons and tabs in a comma-separated file are text")
  func otherMarks() throws {
    let table = try Self.read("a;b;c;d,y\n1,up;left\n2,down\n")
    #expect(table.features == ["a;b;c;d"] && table.labels == [.text("up;left"), .text("down")])
  }

  @Test(
    "a row of another length says what may be the reason",
    arguments: [
      ("a,y\n1,0,\n", 2, "3 of 2 fields; the row ends with a comma, and the header does not"),
      ("a,y\nr1,1,0\n", 2, "3 of 2 fields; perhaps the header lacks a name for the first column"),
      ("a,y\n1,0\n1,5,1\n", 3, "3 of 2 fields; a comma inside a field needs quotes"),
      ("a,b,y\n1,5,2,5,0\n", 2, "5 of 3 fields; a comma inside a field needs quotes"),
      ("a,b,y\n1,2\n", 2, "2 of 3 fields"), ("a,b,y\n1,2,0\n,,\n", 3, "empty but for its commas"),
      ("sep=,\na,y\n1,0\n", 1, "take sep= away"),
      ("a,y,\n1,0,\n", 2, "drop=[2] leaves the column out"),
      ("a,y\n1,NA\n", 2, "the label is missing (NA is a label if it stands in quotes)"),
      ("a,y\n1,say \"no\"\n", 2, "in quotes it is doubled"),
      ("a,y\n1,\"say \\\"no\\\"\"\n", 2, "a quote inside quotes is doubled"),
    ])
  func wrongForms(text: String, row: Int, reason: String) throws {
    let refusal = try Self.refusal(text)
    #expect(refusal.row == row && refusal.reason.contains(reason), "\(refusal)")
  }

  @Test(
    "a file of another format is named",
    arguments: [
      ([0xFF, 0xFE, 0x61, 0], "UTF-16"), (Array("PK\u{3}\u{4}".utf8), "archive"),
      ([0x1F, 0x8B, 8], "gzip"), (Array("PAR1".utf8), "Parquet"),
    ] as [([UInt8], String)])
  func foreignFormats(bytes: [UInt8], name: String) throws {
    let file = try ScratchFile(bytes: bytes)
    #expect {
      try LabelledTable(Dataset(path: file.path, label: .index(0)), stop: .never)
    } throws: { error in
      guard case CoreError.file(_, let reason, nil, nil) = error else { return false }
      return reason.contains(name)
    }
  }

  @Test("columns are left out by name, by number and from the end, and may hold anything")
  func drops() throws {
    let text = "id,a,note,b,y\nx1,1,\"hello, you\",2,0\nx2,3,,4,1\n"
    for dropped: [Dataset.Column] in [
      [.name("id"), .name("note")], [.index(0), .index(2)], [.index(-3), .index(-5), .index(0)],
    ] {
      let table = try Self.read(text, dropped: dropped)
      #expect(table.features == ["a", "b"] && table.numbers == [1, 2, 3, 4])
    }
    for (dropped, reason) in [
      (Dataset.Column.name("y"), "the label's column cannot be left out"),
      (.index(4), "the label's column cannot be left out"),
      (.index(5), "there is no column 5; they go from 0 to 4"),
      (.name("c"), "no column is named \"c\"; there are \"id\", \"a\", \"note\", \"b\", \"y\""),
    ] {
      #expect(throws: CoreError.invalid(key: "drop", reason: reason)) {
        try Self.read(text, dropped: [dropped])
      }
    }
    #expect(throws: CoreError.self) {
      try Self.read(text, dropped: (0..<4).map(Dataset.Column.index))
    }
  }

  @Test(
    "an index and a header that is a row are told",
    arguments: [
      (",a,y\n0,5,0\n9,3,1\n", [.namelessFirst]),
      ("Unnamed: 0,a,y\n0,5,0\n4,3,1\n", [.namelessFirst]),
      ("id,a,y\n7,5,0\n8,3,1\n9,1,1\n", [.counting(.name("id"))]),
      ("a,id,y\n5,-1,0\n3,0,1\n1,1,1\n", [.counting(.name("id"))]),
      ("a,a,y\n5,1,0\n3,2,1\n1,3,1\n", [.counting(.index(1))]),
      ("a,b,y\n5,1,0\n3,2,1\n1,4,1\n", []), ("a,b,y\n1,5,0\n2,3,1\n", []),
      ("5.1,3.5,y\n1,5,0\n2,3,1\n", [.numericNames]), ("0,1,y\n1,5,0\n2,3,1\n", []),
      ("1,2,y\n1,5,0\n2,3,1\n", []),
    ] as [(String, [DatasetSummary.Oddity])])
  func oddities(text: String, oddities: [DatasetSummary.Oddity]) throws {
    #expect(try DatasetTests.rows(text).summary.oddities == oddities)
  }
}
