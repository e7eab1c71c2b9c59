// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

struct ShortNumberTests {
  @Test(
    "a mean is given to the second digit of its standard error, by two digits at least and five at most",
    arguments: [
      (0.476_264_1, 0.004_41, "0.4763"), (0.417_081, 0.010_9, "0.417"),
      (5.83e-5, 5.4e-5, "5.8e-05"),
      (1.234_567, 1e-9, "1.2346"), (1.234_567, 0, "1.2346"), (0.0123, 4, "0.012"),
      (1.23e-198, 4.5e-200, "1.23e-198"), (0, 0.1, "0"), (20_000.7, 31, "20001"),
    ])
  func means(mean: Double, error: Double, expected: String) {
    let digits = ShortNumber.digits(of: mean, knownTo: error)
    #expect(ShortNumber(mean, digits: digits).description == expected)
  }

  @Test("a finite number is never shortened to an infinite one")
  func largest() {
    let largest = Double.greatestFiniteMagnitude
    #expect(ShortNumber(largest).description == "1.7976e+308")
    #expect(ShortNumber(-largest, digits: 2).description == "-1.7e+308")
    #expect(ShortNumber(1.796e308, digits: 3).description == "1.79e+308")
    #expect(ShortNumber(.infinity).description == "inf")
  }
}
