// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignLanguage
import JupyterKernel
import JupyterProtocol

/// The one place where presentation values become MIME bundles.
enum Rendering {
  static let vendorType = "application/vnd.benign.v1+json"

  static func text(_ text: String) -> MIMEBundle {
    MIMEBundle(data: ["text/plain": .string(PlainText.printable(text))])
  }

  /// A page of documentation: for the console, for notebooks and tooltips.
  static func page(_ page: Page) -> MIMEBundle {
    MIMEBundle(data: [
      "text/plain": .string(PlainText.printable(page.text)),
      "text/html": .string(HTMLPage(page).description),
    ])
  }

  /// A result: for the console, for notebooks, for programs.
  static func report(_ report: Report) -> MIMEBundle {
    MIMEBundle(
      data: [
        "text/plain": .string(ReportText(report).description),
        "text/html": .string(HTMLReport(report).description),
        vendorType: json(report.document),
      ], metadata: members(report.metadata))
  }

  /// A picture: never HTML, which front ends would prefer to it.
  static func figure(_ figure: Figure) -> MIMEBundle {
    let drawn = DrawnFigure(figure)
    let words = JSONValue.string(drawn.alternativeText)
    return MIMEBundle(
      data: [
        "image/svg+xml": .string(drawn.svg()), "text/plain": words,
        "application/vnd.vegalite.v5+json": vegaLite(of: drawn),
      ], metadata: ["image/svg+xml": .object(["alt": words])])
  }

  /// The picture for front ends that draw it themselves.
  static func vegaLite(of figure: DrawnFigure) -> JSONValue {
    .written(JSONText(bytes: Array(figure.vegaLite().utf8)))
  }

  /// A bar for notebooks, a line for consoles.
  static func progress(_ progress: Progress) -> MIMEBundle {
    MIMEBundle(data: [
      "text/plain": .string(PlainText.printable(progress.line)),
      "text/html": .string(ProgressBar(progress).description),
    ])
  }

  /// What a client gets for an entry of `user_expressions`.
  static func answer(_ answer: Answer) -> MIMEBundle {
    switch answer {
    case .value(let value):
      MIMEBundle(data: [
        "text/plain": .string(ValueText(value).display()), "application/json": json(Datum(value)),
      ])
    case .report(let report):
      MIMEBundle(data: [
        "text/plain": .string(ReportText(report).description),
        "application/json": json(report.document),
      ])
    }
  }

  /// JSON has no infinity and no nan: they become null.
  static func json(_ datum: Datum) -> JSONValue {
    switch datum {
    case .none: .null
    case .boolean(let boolean): .boolean(boolean)
    case .number(let number):
      json(number)
    case .text(let text): .string(text)
    case .list(let elements): .array(elements.map(json))
    case .object(let members): .object(Self.members(members))
    }
  }

  private static func members(_ members: [Datum.Member]) -> [String: JSONValue] {
    Dictionary(members.map { ($0.name, json($0.value)) }, uniquingKeysWith: { $1 })
  }

  private static func json(_ number: Double) -> JSONValue {
    if abs(number) < 0x1p53, let whole = Int64(exactly: number) { return .integer(whole) }
    return number.isFinite ? .number(number) : .null
  }
}
