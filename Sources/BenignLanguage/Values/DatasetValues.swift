// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Dataset.Column {
  /// - Returns: `nil` for a value that is no column: not a name, and no whole number.
  init?(_ value: Value) {
    switch value {
    case .text(let name) where !name.isEmpty: self = .name(name)
    case .number(let number):
      guard let index = number.wholeValue, abs(index) <= 0x1p31 else { return nil }
      self = .index(Int(saturating: index))
    case .text, .none, .boolean, .list: return nil
    }
  }
}

extension [Dataset.Column] {
  /// - Returns: `nil` for what is no list of columns; one column alone is a list of it.
  init?(_ value: Value) {
    guard case .list(let list) = value else {
      guard let column = Dataset.Column(value) else { return nil }
      self = [column]
      return
    }
    self = list.elements.compactMap { Dataset.Column($0) }
    guard count == list.elements.count else { return nil }
  }
}

extension Dataset.Value {
  /// - Returns: `nil` for a value that stands in no file.
  init?(_ value: Value) {
    switch value {
    case .text(let text): self = .text(text)
    case .number(let number) where number.isFinite: self = .number(number)
    case .number, .none, .boolean, .list: return nil
    }
  }
}

extension Value {
  /// As `label` takes it.
  init(_ column: Dataset.Column) {
    switch column {
    case .name(let name): self = .text(name)
    case .index(let index): self = .number(Double(index))
    }
  }

  /// As `positive` and `negative` take it.
  init(_ value: Dataset.Value) {
    switch value {
    case .text(let text): self = .text(text)
    case .number(let number): self = .number(number)
    }
  }
}
