// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// In the samples `|` is the cursor.
struct EditorTests {
  private func split(_ sample: String) -> (SourceText, Int) {
    let parts = sample.split(separator: "|", omittingEmptySubsequences: false)
    return (SourceText(parts.joined()), parts[0].unicodeScalars.count)
  }

  private func session() -> Session {
    var recorder = Recorder()
    #expect(recorder.run("fork wide\nuse main\nwidth = 3\nwild = \"x\"") == nil)
    return recorder.session
  }

  @Test(
    "completion offers what may stand at the cursor",
    arguments: [
      ("mix|", ["mixture"]), ("print 1\nnetw|", ["network"]),
      ("mixture gau|", ["gaussian"]),
      ("mixture n=3 p=4 se|", ["seed="]),
      ("run steps=10 los|", ["loss="]),
      ("run loss=lo|", ["logistic"]),
      ("run until=misa|", ["misalignment"]), ("wi|", ["width", "wild", "wide"]),
      ("print geo|", ["geomspace"]), ("print wide.neuron_s|", ["neuron_sign"]),
      ("trajectory.mis|", ["misalignment"]), ("print mixture.|", ["seed"]),
      ("print main.mixture.|", []), ("dataset \"a\" label=0 st|", ["standardize="]),
      ("use wi|", ["wide"]),
      ("fork b from=wi|", ["wide"]), ("help preci|", ["precision"]),
      ("run leap=tr|", ["true"]), ("load wi|", ["width", "wild"]), ("mixture wi|", []),
      ("export exp|", ["experiment"]), ("# mix|", []), ("print \"mix|\"", []), ("x = 12|", []),
      ("print [1,\nmedi|]", ["median"]), ("é = \"é\" \nprint widt|h", ["width"]),
      (
        "run steps=3\n  lo|", ["loss="]
      ),
      ("run until=loss<1 a|", []), ("x = 3 wi|", []),
      ("mixture gaussian mu=2*wi|", ["width", "wild", "wide"]),
      ("mixture n=3 wi|", []), ("print 1, wid|", ["width", "wide"]),
      ("nothing_such|", []),
    ])
  func completions(sample: String, expected: [String]) {
    let (source, cursor) = split(sample)
    let (items, range) = Completion.completions(in: source, at: cursor, of: session())
    #expect(Set(items.map(\.text)) == Set(expected), "\(sample)")
    #expect(items.count == expected.count)
    #expect(range.upperBound == cursor && range.lowerBound <= cursor)
  }

  @Test(
    "what is most probably meant comes first",
    arguments: [
      ("mixture |", ["n=", "p=", "mu=", "gaussian", "rademacher"]),
      ("mixture n=3 |", ["p=", "mu=", "kind="]), ("network |", ["m=", "gamma=", "positive="]),
      ("run |", ["steps=", "lr="]), ("run loss=|", ["exponential", "logistic", "hinge", "probit"]),
      ("run leap=|", ["true", "false"]), ("run lr=|", ["auto", "width", "wild"]),
      ("sweep a mu=[1, 2] |", ["measure="]), ("plot |", ["width", "wild", "t"]),
      ("print 1 + |", ["width", "wild", "t"]),
    ])
  func order(sample: String, first: [String]) {
    let (source, cursor) = split(sample)
    let items = Completion.completions(in: source, at: cursor, of: session()).items
    #expect(items.prefix(first.count).map(\.text) == first, "\(sample)")
  }

  @Test("completion replaces the word before the cursor, counted in code points")
  func range() {
    let (source, cursor) = split("print \"e\u{301}😀\", widt|")
    let (items, range) = Completion.completions(in: source, at: cursor, of: session())
    #expect(items.map(\.text) == ["width"])
    #expect(range == 13..<17)
  }

  @Test("files are completed where a file is meant, and only their last part is replaced")
  func paths() throws {
    let (source, cursor) = split("export experiment \"/et|\"")
    let (items, range) = Completion.completions(in: source, at: cursor, of: Session())
    #expect(items.map(\.text) == ["etc/"])
    #expect(source.string(range) == "et")
    let folder = try ScratchFolder()
    try folder.write("<svg/>", to: "picture.svg")
    let (plot, end) = split("plot t file=\"\(folder.path)/pictu|")
    let pictures = Completion.completions(in: plot, at: end, of: Session()).items
    #expect(pictures.map(\.text) == ["picture.svg"])
  }

  @Test("offsets outside the cell and in odd places are answered", arguments: [-5, 0, 3, 99])
  func clamped(cursor: Int) {
    for code in ["", "(", "\"", "a.", ".", "= =", "run until=", "print 1\n\n"] {
      _ = Completion.completions(in: SourceText(code), at: cursor, of: Session())
      _ = Inspection.page(in: SourceText(code), at: cursor, of: Session())?.text
    }
  }

  @Test(
    "inspection tells signature, definition, range, default and an example",
    arguments: [
      ("ru|n steps=3", "run steps= …"), ("run st|eps=3", "whole 1 … 10³⁰"),
      ("run steps=3 |", "Example: run"),
      ("print misal|ignment", "1 − cosine"), ("print geomspace(1, |2)", "geomspace(a, b, k)"),
      ("print mixture.se|ed", "seed of the mixture"), ("widt|h", "width = 3"),
      ("print wid|e.t", "experiment"),
      ("print |pi", "3.141592653589793"), ("network gam|ma=0.1", "real 0 … 1; default: required"),
    ])
  func inspection(sample: String, part: String) {
    let (source, cursor) = split(sample)
    let text = Inspection.page(in: source, at: cursor, of: session())?.text
    #expect(text?.contains(part) == true, "\(sample): \(text ?? "nothing")")
  }

  @Test(
    "nothing is documented where nothing has a name",
    arguments: ["|", "1 + |2", "\"ru|n\"", "nosuch|"])
  func noInspection(sample: String) {
    let (source, cursor) = split(sample)
    #expect(Inspection.page(in: source, at: cursor, of: session())?.text == nil)
  }

  @Test("every name of the registry has documentation, and every quantity a definition")
  func documented() {
    for topic in Documentation.topics {
      #expect(Documentation.page(of: topic)?.text.isEmpty == false, "\(topic)")
    }
    for quantity in Quantity.all { #expect(!quantity.definition.isEmpty) }
  }

  @Test("every page of documentation keeps to 80 columns")
  func columns() throws {
    let pages = Documentation.topics.compactMap { Documentation.page(of: $0)?.text }
    for page in try pages + [Documentation.page(nil).text] {
      for line in page.split(separator: "\n") {
        #expect(line.unicodeScalars.count <= 80, "\(line)")
      }
    }
  }

  @Test("a table breaks its widest prose between words, and never a number or a name")
  func table() {
    let long = "what is said here in many short words is broken between two of them"
    let lines = TextTable.lines(
      [.init("a"), .init("b", .trailing), .init("c"), .init("d")],
      [["name", "1234567", long, "short"], ["other", "8", "c", long + " " + long]])
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= 80 })
    #expect(lines[2].hasPrefix("name   1234567  what is said here"))
    let words = lines.joined(separator: " ").split(separator: " ")
    #expect(words.filter { $0 == "between" }.count == 3)
  }

  @Test("every example in the registry is right in form and names only what exists")
  func examples() {
    for command in Registry.commands {
      let source = SourceText(command.example)
      #expect(throws: Never.self) {
        try Check.statements(try Parser.statements(of: source), in: Session())
      }
    }
    for function in Registry.functions {
      var recorder = Recorder()
      #expect(recorder.run(function.example) == nil, "\(function.example)")
    }
  }
}
