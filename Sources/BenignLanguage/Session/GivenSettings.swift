// SPDX-License-Identifier: Apache-2.0

/// Values of keys, of a statement or of one cell of a sweep: what definitions and runs are made of.
struct GivenSettings {
  /// By the keys' names, within their ranges.
  let settings: [String: Value]
  let invocation: Invocation

  init(_ settings: [String: Value], of invocation: Invocation) {
    self.settings = settings
    self.invocation = invocation
  }

  func has(_ key: String) -> Bool { settings[key] != nil }

  func number(_ key: String) -> Double? { settings[key]?.asNumber }

  func text(_ key: String) -> String? {
    guard case .text(let text) = settings[key] else { return nil }
    return text
  }

  func boolean(_ key: String) -> Bool? {
    guard case .boolean(let boolean) = settings[key] else { return nil }
    return boolean
  }

  func pair(_ key: String) -> ClosedRange<Double>? { ClosedRange(settings[key]) }

  /// The number of a key, or else of what is there already.
  /// - Throws: InvalidArgument, naming the key, where there is neither.
  func required(_ key: String, or present: Double?) throws(Diagnostic) -> Double {
    guard let number = number(key) ?? present else { throw invocation.missing(key) }
    return number
  }
}
