// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

struct ExpressionTests {
  @Test(
    "an expression prints its value as the language says",
    arguments: [
      ("6*7", "42"), ("1e-8", "1e-08"), ("1/3", "0.3333333333333333"), ("1/0", "inf"),
      ("-1/0", "-inf"), ("0/0", "nan"), ("2^53 - 1", "9007199254740991"),
      ("2^53", "9.007199254740992e+15"), ("20_000", "20000"), (".5", "0.5"), ("1e23", "1e+23"),
      ("-2^2", "-4"), ("2^-1", "0.5"), ("2^3^2", "512"), ("2**3", "8"), ("--3", "3"),
      ("k = 3\nk=20*k -1\nk", "59"), ("true and not False", "true"), ("None", "None"),
      ("\"a\" + \"b\"", "\"ab\""), ("1..4", "[1, 2, 3, 4]"), ("3..1", "[]"),
      ("[1, 2] * 2 + 1", "[3, 5]"), ("[[1, 2], [3, 4]] + [10, 20]", "[[11, 22], [13, 24]]"),
      ("[1, 2, 3][-1]", "3"), ("[1, 2, 3][[0, 2]]", "[1, 3]"), ("(1..3)[1]", "2"),
      ("geomspace(1, 1000, 4)", "[1, 10, 100, 1000]"), ("linspace(0, 1, 3)", "[0, 0.5, 1]"),
      ("log(exp(2))", "2"), ("round(2.5)", "2"),
      ("round(2/3, 2)", "0.67"), ("round([1.25, -1.25, 1234.5], 1)", "[1.2, -1.2, 1234.5]"),
      ("round(1234.5, -2)", "1200"), ("round(1e300, 5)", "1e+300"),
      ("round(1e-300, 300)", "1e-300"),
      ("round(inf, 2)", "inf"), ("sort([3, 0/0, -1, 2])", "[-1, 2, 3, nan]"), ("sort([])", "[]"),
      ("quantile([4, 1, 2], 0.5)", "2"), ("quantile([1, 2, 3, 4], 0.25)", "1.75"),
      ("quantile([7], 1)", "7"), ("quantile([1, 0/0], 0)", "nan"),
      ("slope([1, 3, 5], [0, 1, 2])", "2"), ("slope([1e300, -1e300], [0, 1e-3])", "-2e+303"),
      ("round(1e300 * slope([1e-300, 3e-300], [1, 3]), 9)", "1"), ("slope([1, 2], [3, 3])", "nan"),
      ("round(slope(log10([1, 8, 27]), log10([1, 2, 3])), 9)", "3"), ("std([1, 3])", "1"),
      ("median([3, 1, 2])", "2"),
      ("mean([1, 2, 3] > 1)", "0.6666666666666666"), ("normal_cdf(0)", "0.5"),
      ("len(\"é😀\")", "2"), ("\"\\x41\\u00e9\\U0001F600\"", "\"Aé😀\""), ("1e400", "inf"),
      ("1 < 2 or 1/0 < nan_is_not_asked", "true"),
    ])
  func values(code: String, text: String) {
    var recorder = Recorder()
    _ = recorder.run("nan_is_not_asked = 1")
    #expect(recorder.run(code) == nil)
    #expect(recorder.text == text + "\n")
  }

  @Test(
    "a number's text reads back as the same number",
    arguments: [
      0, -0.0, 0.1, 1e-4, 9.999e-5, 1e15, 1e16, 1e17, 123_456.789, .leastNonzeroMagnitude, 1.7e308,
      .pi,
    ])
  func numberRoundTrip(number: Double) {
    let text = NumberText(number).description
    #expect(Double(text)?.bitPattern == number.bitPattern, "\(text)")
  }

  @Test(
    "work that would take too much memory is refused before it begins",
    arguments: [
      "1..1e12", "linspace(0, 1, 1e9)",
      "x = [1]\n" + String(repeating: "x = [x, x]\n", count: 40),
      "s = \"ab\"\n" + String(repeating: "s = s + s\n", count: 60),
    ])
  func resourceLimits(code: String) {
    var recorder = Recorder()
    #expect(recorder.run(code)?.kind == .resourceLimit)
  }
}
