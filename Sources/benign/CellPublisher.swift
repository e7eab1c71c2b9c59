// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import JupyterKernel
import Synchronization

/// Publishes the events of one cell, in order.
///
/// A class because it remembers which progress display is open; it never leaves the thread of its cell.
final class CellPublisher {
  /// Counts the displays of this process: their ids must differ between cells and lanes.
  private static let displays = Atomic(0)

  private let output: any CellOutput
  private var openDisplay: String?

  init(to output: any CellOutput) { self.output = output }

  func publish(_ event: Event) {
    switch event {
    case .output(let text): output.write(text, to: .stdout)
    case .warning(let text): output.write(text, to: .stderr)
    case .value(let value): output.result(Rendering.text(ValueText(value).display()))
    case .report(let report): output.result(Rendering.report(report))
    case .figure(let figure): output.display(Rendering.figure(figure), id: nil)
    case .progress(let progress): show(progress)
    case .page(let page): output.page(Rendering.text(page.text))
    case .clear: output.clear(wait: false)
    }
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
