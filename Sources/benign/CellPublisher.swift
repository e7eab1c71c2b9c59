// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import JupyterKernel
import JupyterProtocol
import Synchronization

/// Publishes the events of one cell, in order.
///
/// A class because it remembers which progress display is open; it never leaves the thread of its cell.
final class CellPublisher {
  /// Counts the displays of this process: their ids must differ between cells and lanes.
  private static let displays = Atomic(0)

  private let output: any CellOutput
  private let shouldStop: () -> Bool
  private var openDisplay: String?

  init(to output: any CellOutput, shouldStop: @escaping () -> Bool) {
    self.output = output
    self.shouldStop = shouldStop
  }

  func publish(_ event: Event) {
    switch event {
    case .output(let text): output.write(text, to: .stdout)
    case .warning(let text): output.write(text, to: .stderr)
    case .value(let value):
      render(isLarge: value.isLarge) { Rendering.text(ValueText(value).display()) }
        .map(output.result)
    case .report(let report): output.result(Rendering.report(report))
    case .figure(let figure):
      render(isLarge: true) { Rendering.figure(figure) }.map { output.display($0, id: nil) }
    case .progress(let progress): show(progress)
    case .page(let page): output.page(Rendering.text(page.text))
    case .clear: output.clear(wait: false)
    }
  }

  /// - Returns: `nil` where an interrupt came first; the statement then tells of it.
  private func render(
    isLarge: Bool, _ rendered: @escaping @Sendable () -> MIMEBundle
  ) -> MIMEBundle? {
    guard isLarge else { return rendered() }
    return Rendering.abandonably(shouldStop: shouldStop, rendered)
  }

  private func show(_ progress: Progress) {
    let bundle = Rendering.progress(progress)
    if let openDisplay {
      output.update(bundle, id: openDisplay)
    } else {
      let number = Self.displays.add(1, ordering: .relaxed).newValue
      openDisplay = "benign-progress-\(number)"
      output.display(bundle, id: openDisplay)
    }
    if progress.isFinal { openDisplay = nil }
  }
}
