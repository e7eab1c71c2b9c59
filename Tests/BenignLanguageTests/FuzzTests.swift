// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignLanguage

struct FuzzTests {
  @Test("a syntax tree survives being written as text and read again")
  func roundTrip() throws {
    try FuzzRun.cells("trees") { seed in
      var generator = CellGenerator(seed: seed)
      let statements = generator.statements(3)
      let text = SyntaxText(statements).description
      let read = try Parser.statements(of: SourceText(text))
      #expect(TreeDump.text(read) == TreeDump.text(statements), "seed \(seed): \(text)")
    }
  }

  @Test("a cell of random characters is answered by everything that reads cells")
  func randomText() {
    FuzzRun.cells("random pieces") { seed in
      var generator = CellGenerator(seed: seed)
      let length = Int.random(in: 0...30, using: &generator.random)
      CellProbe.probe(
        (0..<length).map { _ in generator.pick(CellProbe.pieces) }.joined(), &generator, seed)
    }
  }

  @Test("a cell of random bytes is answered by everything that reads cells")
  func randomBytes() {
    FuzzRun.cells("random bytes") { seed in
      var generator = CellGenerator(seed: seed)
      let bytes = (0..<Int.random(in: 0...60, using: &generator.random)).map { _ in
        UInt8.random(in: 0...255, using: &generator.random)
      }
      // As a client would send them: repaired, or byte by byte.
      let isRepaired = seed.isMultiple(of: 2)
      var scalars = String.UnicodeScalarView()
      scalars.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
      let text = isRepaired ? String(decoding: bytes, as: UTF8.self) : String(scalars)
      CellProbe.probe(text, &generator, seed)
    }
  }

  @Test("a right cell with a few characters changed is answered by everything that reads cells")
  func mutated() {
    FuzzRun.cells("changed cells") { seed in
      var generator = CellGenerator(seed: seed)
      var scalars = Array(SyntaxText(generator.statements(2)).description.unicodeScalars)
      for _ in 0..<Int.random(in: 1...4, using: &generator.random) where !scalars.isEmpty {
        let place = Int.random(in: 0..<scalars.count, using: &generator.random)
        switch Int.random(in: 0..<4, using: &generator.random) {
        case 0: scalars.remove(at: place)
        case 1:
          scalars.insert(
            scalars[Int.random(in: 0..<scalars.count, using: &generator.random)], at: place)
        case 2: scalars.removeLast(scalars.count - place)
        default: scalars[place] = generator.pick(["(", "]", "\"", "=", "\n", ".", "5", "\0", "é"])
        }
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      CellProbe.probe(String(text), &generator, seed)
    }
  }

  @Test("random programs of expressions run to an end")
  func programs() {
    FuzzRun.cells("programs") { seed in
      var generator = CellGenerator(seed: seed)
      var recorder = Recorder()
      for _ in 0..<3 {
        let value = generator.expression(depth: 4)
        let code = "a = \(SyntaxText(value))\nprint a\na"
        CellProbe.check(recorder.run(code), SourceText(code), seed)
      }
    }
  }

  @Test("random statements of every command run to an end, or to one complaint inside the cell")
  func sessions() {
    FuzzRun.cells("sessions", oneIn: 20) { seed in
      var generator = StatementGenerator(seed: seed)
      var recorder = Recorder()
      for _ in 0..<8 {
        let code = generator.statement()
        var patience = 300
        let diagnostic = recorder.run(
          code,
          stop: StopSignal {
            patience -= 1
            return patience < 0
          })
        CellProbe.check(diagnostic, SourceText(code), seed)
      }
    }
  }

  @Test(
    "programs with numbers at the ends of the doubles end, and what they draw is drawn")
  func extremes() {
    let run = ExtremeRun()
    FuzzRun.cells("extremes", oneIn: FuzzRun.isMeasured ? 1 : 2) { run.program($0) }
    if FuzzRun.isMeasured { run.report() }
  }
}
