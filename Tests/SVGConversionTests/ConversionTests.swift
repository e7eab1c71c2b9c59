// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import SVGConversion

/// Needs Debian's package librsvg2-2.
@Suite("files of pictures")
struct ConversionTests {
  private let svg = Array(
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><title>Two halves</title>\
    <rect width="20" height="20" fill="#ff0000"/><text x="22" y="15" font-size="9">μ</text></svg>
    """.utf8)

  @Test(
    "a PDF file has one page of the picture's size in points, the same bytes each time, and no date"
  )
  func pdf() throws {
    let bytes = try SVGConverter().pdf(svg, width: 40, height: 20)
    #expect(bytes.starts(with: "%PDF-".utf8))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("/MediaBox [ 0 0 30 15 ]") && !text.contains("/CreationDate"))
    #expect(try SVGConverter().pdf(svg, width: 40, height: 20) == bytes)
  }

  @Test("a PNG file has the pixels that are asked for", arguments: [1.0, 2, 3.5])
  func png(scale: Double) throws {
    let bytes = try SVGConverter().png(svg, width: 40, height: 20, scale: scale)
    #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // Width and height stand in the header, four bytes each, the highest first.
    let sides = [16, 20].map { start in
      bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(sides == [Int(40 * scale), Int(20 * scale)])
  }

  @Test("what is no picture is refused in words", arguments: ["", "<svg", "<html/>", "text"])
  func refused(text: String) {
    let error = #expect(throws: SVGConverter.Failure.self) {
      _ = try SVGConverter().pdf(Array(text.utf8), width: 40, height: 20)
    }
    guard case .refused(let words) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(!words.isEmpty)
  }

  @Test("a picture that is too large for a PNG file is refused")
  func large() {
    #expect(throws: SVGConverter.Failure.self) {
      _ = try SVGConverter().png(svg, width: 4e9, height: 20, scale: 2)
    }
  }

  @Test("without the library that is said")
  func missing() {
    #expect(throws: SVGConverter.Failure.noLibrary) {
      try SVGConverter(Libraries(rsvg: "libnone.so.0"))
    }
  }
}
