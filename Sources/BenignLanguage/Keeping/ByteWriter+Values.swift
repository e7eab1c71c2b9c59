// SPDX-License-Identifier: Apache-2.0

extension ByteWriter {
  mutating func add(_ value: Value) {
    switch value {
    case .none: tag(0)
    case .boolean(let boolean): tagged(1) { $0.add(boolean) }
    case .number(let number): tagged(2) { $0.add(number) }
    case .text(let text): tagged(3) { $0.add(text) }
    case .list(let list):
      if let numbers = list.plainNumbers {
        tagged(4) { $0.add(numbers) }
      } else {
        tagged(5) { $0.add(each: list.elements) { $0.add($1) } }
      }
    }
  }
}

extension ByteReader {
  /// - Parameter depth: lists that this value stands in.
  mutating func value(depth: Int = 0) throws(Damage) -> Value {
    switch try tag() {
    case 0: return .none
    case 1: return .boolean(try boolean())
    case 2: return .number(try number())
    case 3: return .text(try text())
    case 4: return try Self.list(try numbers().map { .number($0) })
    case 5:
      guard depth < List.deepest else { throw Damage() }
      return try Self.list(
        try list { (reader) throws(Damage) in try reader.value(depth: depth + 1) })
    case _: throw Damage()
    }
  }

  private static func list(_ elements: [Value]) throws(Damage) -> Value {
    do {
      return try .list(elements)
    } catch {
      throw Damage()
    }
  }
}

extension List {
  /// The elements where all of them are numbers, and there are some.
  fileprivate var plainNumbers: [Double]? {
    guard depth == 1, !elements.isEmpty else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(elements.count)
    for element in elements {
      guard case .number(let number) = element else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
