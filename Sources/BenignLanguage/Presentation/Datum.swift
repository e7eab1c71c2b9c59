// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What a result tells programs: the tree that becomes JSON, members in their order.
public indirect enum Datum: Sendable, Equatable {
  case none
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([Datum])
  case object([Member])

  public struct Member: Sendable, Equatable {
    public let name: String
    public let value: Datum

    public init(_ name: String, _ value: Datum) {
      self.name = name
      self.value = value
    }
  }
}

extension Datum {
  init(_ number: Double?) { self = number.map { .number($0) } ?? .none }
  init(_ count: Int?) { self.init(count.map(Double.init)) }
  init(_ boolean: Bool?) { self = boolean.map { .boolean($0) } ?? .none }
  init(_ text: String?) { self = text.map { .text($0) } ?? .none }

  public init(_ value: Value) {
    switch value {
    case .none: self = .none
    case .boolean(let boolean): self = .boolean(boolean)
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .list(let list): self = .list(list.elements.map { Datum($0) })
    }
  }

  /// As people read it in a finding, where three digits are enough.
  var finding: String {
    if case .number(let number) = self {
      ShortNumber(number, digits: 3).description
    } else {
      shortText
    }
  }

  /// As people read it: few digits, `None` where there is no value.
  public var shortText: String {
    text(number: { ShortNumber($0).description }, string: PlainText.printable, object: { $0 })
  }

  /// As identities hold it: every digit of every number.
  var exactText: String {
    text(
      number: { NumberText($0).description }, string: PlainText.quoted, object: { "{\($0)}" })
  }

  /// - Parameter object: gets the members of an object with blanks between.
  private func text(
    number: (Double) -> String, string: (String) -> String, object: (String) -> String
  ) -> String {
    func text(_ datum: Datum) -> String {
      switch datum {
      case .none: "None"
      case .boolean(let boolean): boolean ? "true" : "false"
      case .number(let value): number(value)
      case .text(let value): string(value)
      case .list(let elements): "[" + elements.map(text).joined(separator: ", ") + "]"
      case .object(let members):
        object(members.map { "\($0.name)=\(text($0.value))" }.joined(separator: " "))
      }
    }
    return text(self)
  }
}
