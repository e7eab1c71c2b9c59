// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignLanguage
import Concurrency
import Glibc
import JupyterKernel
import JupyterProtocol
import Synchronization

/// Publishes the events of one cell, in order.
///
/// A class because it remembers which progress display is open; it never leaves the thread of its cell.
final class EventPublisher {
  /// Counts the displays of this process: their ids must differ between cells and workers.
  private static let displays = Atomic(0)

  /// Whether long statements show how far they are. Whether they do depends on how fast the machine is: where outputs are compared, none do.
  private static let showsProgress =
    getenv("BENIGN_PROGRESS").map { String(cString: $0) } != "none"

  private let output: any CellOutput
  private let earlier: Transcript
  private let stop: StopSignal
  /// Shows sliders.
  private let explore: (Exploration, Exploration.View) -> Void
  private var openDisplay: String?
  private var openPicture: String?

  /// - Parameters:
  ///   - earlier: what earlier cells have published.
  ///   - explore: shows sliders.
  init(
    to output: any CellOutput, earlier: Transcript, stop: StopSignal,
    explore: @escaping (Exploration, Exploration.View) -> Void
  ) {
    self.output = output
    self.explore = explore
    self.earlier = earlier
    self.stop = stop
  }

  func publish(_ event: Event) {
    switch event {
    case .output(let text): output.write(text, to: .stdout)
    case .warning(let text): output.write(text, to: .stderr)
    case .value(let value):
      render(isLarge: value.isLarge) { Rendering.text(ValueText(value).display()) }
        .map(output.result)
    case .report(let report):
      render(isLarge: report.isLarge) { Rendering.report(report) }.map(output.result)
    case .figure(let figure):
      render(isLarge: true) { Rendering.figure(figure) }.map { output.display($0, id: nil) }
    case .growing(let figure, let isFinal): show(figure, isFinal: isFinal)
    case .exploration(let exploration, let view): explore(exploration, view)
    case .progress(let progress): show(progress)
    case .page(let page): output.page(Rendering.page(page))
    case .clear: output.clear(wait: false)
    case .again(let execution): publishAgain(execution)
    }
  }

  /// An error is text here: it fails no cell any more.
  private func publishAgain(_ execution: Int) {
    guard let record = earlier.record(of: execution) else { return }
    for kept in record.outputs {
      if stop.isRequested { return }
      switch kept {
      case .text(let text, let stream): output.write(text, to: stream)
      case .result(let bundle): output.result(bundle)
      case .display(let bundle): output.display(bundle, id: nil)
      case .page(let bundle): output.page(bundle)
      case .failure(let report):
        output.write(report.traceback.joined(separator: "\n") + "\n", to: .stderr)
      }
    }
    if record.omitted > 0 {
      let rest = "… and \(record.omitted) more publications of execution \(execution), not kept\n"
      output.write(rest, to: .stderr)
    }
  }

  /// - Returns: `nil` where an interrupt came first; the statement then tells of it.
  private func render(
    isLarge: Bool, _ rendered: @escaping @Sendable () -> MIMEBundle
  ) -> MIMEBundle? {
    guard isLarge else { return rendered() }
    return Rendering.abandonably(stop: stop, rendered)
  }

  private func show(_ progress: Progress) {
    guard Self.showsProgress else { return }
    show(Rendering.progress(progress), in: &openDisplay, isFinal: progress.isFinal)
  }

  /// A picture that shows how far a statement is, too.
  private func show(_ figure: Figure, isFinal: Bool) {
    guard Self.showsProgress else { return }
    let bundle = render(isLarge: true) { Rendering.figure(figure) }
    if let bundle { show(bundle, in: &openPicture, isFinal: isFinal) }
  }

  /// In the place of what was shown before, until the final one.
  private func show(_ bundle: MIMEBundle, in display: inout String?, isFinal: Bool) {
    if let display {
      output.update(bundle, id: display)
    } else {
      let number = Self.displays.add(1, ordering: .relaxed).newValue
      display = "benign-progress-\(number)"
      output.display(bundle, id: display)
    }
    if isFinal { display = nil }
  }
}
