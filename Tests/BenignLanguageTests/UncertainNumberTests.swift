// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

struct UncertainNumberTests {
  @Test(
    "a mean and its standard error are given to the error's second digit, with one power of ten",
    arguments: [
      (0.476_264_1, 0.004_41, "0.4763 ± 0.0044"), (0.417_081, 0.010_9, "0.417 ± 0.011"),
      (1.511_6e-3, 4.2e-6, "(1.5116 ± 0.0042)·10⁻³"), (8.56e-4, 9.0e-6, "(8.560 ± 0.090)·10⁻⁴"),
      (5.83e-5, 5.4e-5, "(5.8 ± 5.4)·10⁻⁵"),
      (0.0123, 4, "0.0 ± 4.0"), (1.23e-198, 4.5e-200, "(1.230 ± 0.045)·10⁻¹⁹⁸"),
      (0, 0.1, "0.00 ± 0.10"), (20_000.7, 31, "20001 ± 31"), (-2.5e7, 1e5, "(-2.500 ± 0.010)·10⁷"),
      (0.999_96, 0.01, "1.000 ± 0.010"), (9.999_6, 0.001, "9.9996 ± 0.0010"),
      (123_456, 3_210, "(1.235 ± 0.032)·10⁵"), (12_345, 321, "12345 ± 321"),
    ])
  func means(mean: Double, error: Double, expected: String) {
    #expect(UncertainNumber(mean, error).description == expected)
  }

  @Test(
    "a constant has no error: repeats that are all the same, or that rounding errors tell apart",
    arguments: [(0.110_78, 6.9e-18, "0.11078"), (1.234_567, 0, "1.2346"), (0, 0, "0")])
  func constants(mean: Double, error: Double, expected: String) {
    #expect(UncertainNumber(mean, error).description == expected)
    #expect(UncertainNumber(mean, nil).description == expected)
  }

  @Test("what is not finite stands alone")
  func infinite() {
    #expect(UncertainNumber(.infinity, 1).description == "inf")
    #expect(UncertainNumber(1, .nan).description == "1")
  }
}
