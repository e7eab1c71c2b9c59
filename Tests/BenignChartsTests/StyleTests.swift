// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

@testable import BenignCharts

@Suite("Styles")
struct StyleTests {
  @Test("24 series look different, and neighbours differ in more than colour")
  func different() {
    let looks = (0..<24).map(Style.series)
    for (i, first) in looks.enumerated() {
      for second in looks[(i + 1)...] { #expect(first != second) }
    }
    for (first, second) in zip(looks, looks.dropFirst()) {
      #expect(first.dash != second.dash && first.shape != second.shape)
    }
  }

  @Test("colours have a contrast of 3 or more on white, on Vega's dark grey and on a dark page")
  func contrast() {
    let ordered = (0..<12).map { Style.ordered($0, of: 12).color }
    for color in Style.palette + [Style.neutral, LineInk.axis.color] + ordered {
      for ground in [Ink.grounds.light, "#333333", Ink.grounds.dark] {
        let pair = [Self.luminance(color), Self.luminance(ground)].sorted()
        let ratio = (pair[1] + 0.05) / (pair[0] + 0.05)
        #expect(ratio >= 3, "\(color) on \(ground): \(ratio)")
      }
    }
  }

  @Test("inks are readable on their grounds: 4.5 for text, light and dark")
  func inks() {
    for ink in Ink.allCases {
      for (color, card) in [(ink.light, Ink.grounds.light), (ink.dark, Ink.grounds.dark)] {
        let pair = [Self.luminance(color), Self.luminance(card)].sorted()
        #expect((pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, "\(color) on \(card)")
      }
    }
  }

  /// Relative luminance (WCAG 2) of `#rrggbb`.
  private static func luminance(_ hex: String) -> Double {
    let value = Int(hex.dropFirst(), radix: 16) ?? 0
    let linear = [value >> 16, value >> 8 & 0xFF, value & 0xFF].map { channel -> Double in
      let share = Double(channel) / 255
      return share <= 0.03928 ? share / 12.92 : Glibc.pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
}
