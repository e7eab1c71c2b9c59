// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

struct ShortNumberTests {
  @Test("a finite number is never shortened to an infinite one")
  func largest() {
    let largest = Double.greatestFiniteMagnitude
    #expect(ShortNumber(largest).description == "1.7976e+308")
    #expect(ShortNumber(-largest, digits: 2).description == "-1.7e+308")
    #expect(ShortNumber(1.796e308, digits: 3).description == "1.79e+308")
    #expect(ShortNumber(.infinity).description == "inf")
  }
}
