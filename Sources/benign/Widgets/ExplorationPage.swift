// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignLanguage
import JupyterProtocol

/// What an exploration shows: HTML beside the sliders, and the output of its own that stays in the notebook.
struct ExplorationPage: Sendable {
  let view: Exploration.View
  /// What was kept last, as statements, or why it was not.
  var note: String?
  /// The names of the controls, "mu, gamma".
  let names: String

  /// The part beside the sliders.
  var html: String {
    let escaped = HTMLTable.escaped
    let picture = view.figure.map { DrawnFigure($0).svg() } ?? ""
    let numbers = view.numbers.map { HTMLTable($0, label: "numbers").description } ?? ""
    let remarks = view.remarks.map { "<p>\(escaped($0))</p>" }.joined()
    let note = note.map { "<pre>\(escaped($0))</pre>" } ?? ""
    return """
      <div class="benign-explore"><style>\(Self.style)</style>\
      <p class="benign-again">The kernel does not know these sliders any more: run this cell again.</p>\
      <div style="display:flex;flex-wrap:wrap;gap:0 2em;align-items:center">\(picture)\
      <div role="status">\(remarks)\(numbers)\(note)</div></div></div>
      """
  }

  /// While the sliders are there, the output that stays in the notebook would show the same picture again.
  private static let style =
    ".jp-OutputArea-child:has(.benign-explore)+.jp-OutputArea-child{display:none}"
    + ".benign-again{display:none}.jupyter-widgets-disconnected .benign-again{display:block}"

  /// The output that stays in the notebook: readers without a kernel see it.
  var bundle: MIMEBundle {
    var data = ["text/plain": JSONValue.string(PlainText.printable(text))]
    guard let figure = view.figure else { return MIMEBundle(data: data) }
    let drawn = DrawnFigure(
      figure.remarking("A setting of explore: run this cell to move \(names)."))
    data["image/svg+xml"] = .string(drawn.svg())
    return MIMEBundle(
      data: data,
      metadata: ["image/svg+xml": .object(["alt": .string(drawn.alternativeText)])])
  }

  private var text: String { view.text + (note.map { "\n" + $0 } ?? "") }
}
