// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Value {
  /// - Parameter work: counts the numbers.
  init(_ value: QuantityValue, _ work: Work) throws(Diagnostic) {
    switch value {
    case .none: self = .none
    case .number(let number): self = .number(number)
    case .boolean(let boolean): self = .boolean(boolean)
    case .text(let text): self = .text(text)
    case .vector(let numbers): self = try .numbers(numbers)
    case .matrix(let matrix):
      try List.check(count: Double(matrix.rows) * Double(matrix.columns))
      self = try .list(
        try (0..<matrix.rows).map { (row) throws(Diagnostic) in
          try work.count(matrix.columns)
          return try .numbers(matrix.row(row))
        })
    }
  }
}

extension Quantity {
  /// Whether it has many values at once.
  var isArray: Bool {
    switch shape {
    case .pointVector, .spectrum, .neuronVector, .pointMatrix, .neuronMatrix: true
    case .number, .boolean, .text: false
    }
  }
}
