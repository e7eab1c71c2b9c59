// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import JupyterKernel
import JupyterProtocol

/// The one place where presentation values become MIME bundles.
enum Rendering {
  static func emit(_ event: Event, to output: any CellOutput) {
    switch event {
    case .output(let text): output.write(text, to: .stdout)
    case .warning(let text): output.write(text, to: .stderr)
    case .value(let value): output.result(text(ValueText(value).display()))
    case .page(let page): output.page(text(page.text))
    case .clear: output.clear(wait: false)
    }
  }

  static func text(_ text: String) -> MIMEBundle {
    MIMEBundle(data: ["text/plain": .string(PlainText.printable(text))])
  }

  /// What a client gets for an entry of `user_expressions`.
  static func answer(_ answer: Answer) -> MIMEBundle {
    switch answer {
    case .value(let value):
      MIMEBundle(data: [
        "text/plain": .string(ValueText(value).display()), "application/json": json(value),
      ])
    }
  }

  /// JSON has no infinity and no nan: they become null.
  static func json(_ value: Value) -> JSONValue {
    switch value {
    case .none: .null
    case .boolean(let boolean): .boolean(boolean)
    case .number(let number):
      if let whole = Int64(exactly: number), abs(number) < 0x1p53 {
        .integer(whole)
      } else {
        number.isFinite ? .number(number) : .null
      }
    case .text(let text): .string(text)
    case .list(let list): .array(list.elements.map(json))
    }
  }
}
