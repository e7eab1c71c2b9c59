// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import Concurrency
import JupyterKernel
import Synchronization
import Testing

@testable import benign

@Suite("What takes long to render")
struct RenderingTests {
  private static let setup =
    "mixture n=4 p=40 mu=3\nnetwork m=4 gamma=0.5\nsweep g mu=1..120 measure=rho\n"

  /// How much is published of the last event of a cell.
  private func published(_ code: String, stop: StopSignal) -> Int {
    var session = Session()
    var events: [Event] = []
    let environment = Environment(emit: { events.append($0) })
    #expect(session.run(SourceText(Self.setup + code), in: environment) == nil)
    let output = RecordingOutput()
    let publisher = EventPublisher(to: output, earlier: Transcript(), stop: stop) { _, _ in }
    for event in events.suffix(1) { publisher.publish(event) }
    return output.publications.count
  }

  @Test(
    "an interrupt keeps back what is large, and nothing else",
    arguments: [
      ("show g rows=all", true), ("plot g", true), ("1..100_000", true), ("state", false),
      ("6*7", false), ("print 1", false),
    ])
  func keptBack(code: String, isLarge: Bool) {
    let (all, kept) = (published(code, stop: .never), published(code, stop: StopSignal { true }))
    #expect(all == 1)
    #expect(kept == (isLarge ? 0 : 1))
  }

  @Test("an interrupt does not wait until a rendering has ended", .timeLimit(.minutes(1)))
  func abandoned() {
    let isOver = Atomic(false)
    var asks = 0
    let stop = StopSignal {
      asks += 1
      return asks > 3
    }
    let bundle = Rendering.abandonably(stop: stop) {
      while !isOver.load(ordering: .relaxed) {}
      return Rendering.text("late")
    }
    #expect(bundle == nil)
    isOver.store(true, ordering: .relaxed)
  }

  @Test(
    "a cell whose result an interrupt kept back is interrupted",
    arguments: ["show g rows=all", "plot g", "1..100_000"])
  func told(code: String) {
    let interpreter = BenignInterpreter()
    _ = interpreter.execute(
      Cell(code: Self.setup), output: RecordingOutput(), interruption: .never)
    for limit in 0... {
      let output = RecordingOutput()
      let asks = Atomic(0)
      let interruption = Interruption { asks.add(1, ordering: .relaxed).newValue > limit }
      let outcome = interpreter.execute(
        Cell(code: code), output: output, interruption: interruption)
      let count = output.publications.count
      switch outcome {
      case .finished: return #expect(count == 1)
      case .failed(let report): #expect(report.name == "Interrupted")
      }
    }
  }
}
