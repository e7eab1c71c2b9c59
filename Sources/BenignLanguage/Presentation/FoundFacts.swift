// SPDX-License-Identifier: Apache-2.0

/// What `direction` and `error` found, in sentences and in a small table: read off the facts of their reports.
struct FoundFacts {
  private let facts: [Report.Fact]

  init(_ facts: [Report.Fact]) { self.facts = facts }

  private func fact(_ name: String) -> Report.Fact? { facts.first { $0.name == name } }

  private func number(_ name: String) -> Double? {
    if case .number(let number)? = fact(name)?.value { number } else { nil }
  }

  private func boolean(_ name: String) -> Bool? {
    if case .boolean(let boolean)? = fact(name)?.value { boolean } else { nil }
  }

  /// "misalignment 0.00113"; with the reason where there is no value.
  private func value(_ name: String, as words: String) -> String? {
    guard let fact = fact(name) else { return nil }
    if fact.value == .none { return fact.gap.map { "\(words) None (\($0))" } }
    // None of 1000 points is no 0.
    let isCount = fact.text != fact.value.shortText
    return "\(words) \(isCount ? fact.text : fact.value.finding)"
  }
}

extension FoundFacts {
  /// Where training stands, and what is known of the direction to which it converges.
  func directionFindings(_ moment: String) -> [String] {
    let angle = number("angle").map { "angle \(ShortNumber($0 * 180 / .pi, digits: 3))°" }
    let margin = number("margin").map { margin in
      "margin \(ShortNumber(margin, digits: 3))"
        + (number("limit_margin").map { " of at most \(ShortNumber($0, digits: 3))" } ?? "")
    }
    let place = [moment, value("misalignment", as: "misalignment"), angle, margin]
    return [place.compactMap(\.self).joined(separator: " · "), problem].filter { !$0.isEmpty }
  }

  /// Whether the points are separable, and whether problem (5) has the limit of training.
  private var problem: String {
    switch boolean("separable") {
    case false?: return "not separable: no direction classifies every training point"
    case nil: return value("separable", as: "separable") ?? ""
    case true?: break
    }
    switch boolean("consistent") {
    case true?:
      let gap = fact("run_misalignment")?.gap.map { ", but " + $0 }
      return "separable · problem (5) is consistent" + (gap ?? ": its solution is the limit")
    case false?:
      let points = number("inconsistent_points").map { " at \(ShortNumber($0)) points" } ?? ""
      return "separable · problem (5) is not consistent\(points): the run has a limit of its own, "
        + (value("run_misalignment", as: "run_misalignment") ?? "which is not known")
    case nil: return "separable · " + (value("consistent", as: "consistent") ?? "consistent None")
    }
  }
}

extension FoundFacts {
  /// The verdict, and the errors that it is made of.
  func errorFindings(_ moment: String) -> [String] {
    let verdict: String? =
      if case .text(let word)? = fact("verdict")?.value {
        word
      } else {
        fact("verdict")?.gap.map { "no verdict (\($0))" }
      }
    let line = [
      verdict, moment, value("test_error", as: "test error"),
      value("excess_error", as: "above the Bayes error by"),
      value("train_error", as: "train error"),
    ]
    return [line.compactMap(\.self).joined(separator: " · ")]
  }

  /// The errors of the small table, those without a meaning here left out.
  var errors: [Report.Fact] {
    let ends = [fact("test_error_low"), fact("test_error_high")].compactMap(\.self)
    return [
      "test_error", "observed_error", "limit_error", "run_limit_error", "predicted_error",
      "bayes_error",
    ].compactMap { name in
      guard var error = fact(name), error.isShown else { return nil }
      let isSame = name == "run_limit_error" && error.value == fact("limit_error")?.value
      let isObserved = name == "observed_error" && error.value == fact("test_error")?.value
      guard !isSame, !isObserved else { return nil }
      if name == "test_error", error.interval == nil, ends.count == 2, ends.allSatisfy(\.isShown) {
        error.interval = ends.map(\.text).joined(separator: " … ")
      }
      return error
    }
  }
}

extension Grid {
  /// Errors, a row each.
  init(errors: [Report.Fact]) {
    self.init(
      columns: [
        .init("error"), .init("value", .trailing), .init("95 % interval", .trailing),
        .init("log10", .trailing), .init("meaning"),
      ],
      rows: errors.map {
        [$0.name, $0.text, $0.interval ?? "", $0.log10?.shortText ?? "", $0.meaning]
      })
  }
}
