// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import FoundationEssentials
import Testing

@testable import BenignLanguage

/// Lists of numbers as JSON text and back.
struct NumberRowsTests {
  /// Every kind of finite number, by its bits.
  private static let numbers: [Double] = {
    var state: UInt64 = 42
    let random = (0..<200_000).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(bitPattern: state ^ state >> 29)
    }
    let special = [
      0, -0.0, 1, -1, 0.1, 1e22, 1e23, 123_456_789_012_345_680, .leastNonzeroMagnitude,
      2.2250738585072014e-308,
      .greatestFiniteMagnitude, 0x1p53, 0x1p53 + 2, 1e-8, 1 / 3, .pi,
    ]
    return special + random.filter(\.isFinite)
  }()

  private func text(_ numbers: [Double]) throws -> [UInt8] {
    var rows = NumberRows()
    try rows.append(numbers[...], "file")
    return rows.take()
  }

  @Test("numbers come back bit by bit, and Foundation reads the same")
  func roundTrip() throws {
    let text = try text(Self.numbers)
    var cursor = ByteCursor(text + [UInt8(ascii: "}")])
    var back: [Double] = []
    #expect(try cursor.appendNumbers(to: &back, stop: .never))
    #expect(back.map(\.bitPattern) == Self.numbers.map(\.bitPattern))
    let foundation = try JSONDecoder().decode([Double].self, from: Data(text))
    #expect(foundation.map(\.bitPattern) == Self.numbers.map(\.bitPattern))
  }

  @Test("numbers are written as Foundation writes them")
  func likeFoundation() throws {
    let numbers = Array(Self.numbers.prefix(20_000))
    let expected = try JSONEncoder().encode(numbers)
    #expect(try text(numbers) == Array(expected))
  }

  @Test("a number that has no finite value is refused", arguments: [Double.nan, .infinity])
  func notFinite(number: Double) {
    #expect(throws: Diagnostic.self) { try text([1, number]) }
  }

  @Test(
    "what is no list of JSON numbers is refused",
    arguments: [
      "", "[", "[1", "[1,", "[1,]", "[,1]", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[1e+]",
      "[--1]", "[-]",
      "[NaN]", "[inf]", "[0x10]", "[1 2]", "[\"1\"]", "[null]", "[true]", "[[1]]", "{1}", "1",
    ])
  func refusals(text: String) throws {
    var cursor = ByteCursor(Array(text.utf8))
    var numbers: [Double] = []
    #expect(try !cursor.appendNumbers(to: &numbers, stop: .never))
  }

  @Test("blanks may stand between all parts of an object, and its other members are left alone")
  func blanks() throws {
    let text =
      " { \"a\" : [ 1 , -2.5e-3 ] ,\n\"k\" : { \"a\" : [\"]\", \"\\\"}\"] }, \"X\":[ [1,2] , [3,4] ] , \"z\" :null } \n"
    let object = try ObjectReader(Array(text.utf8), lists: ["a"], tables: ["X"], stop: .never)
    #expect(object.complaint == nil)
    #expect(object.lists == ["a": [1, -0.0025]])
    #expect(object.tables["X"] == Matrix(rows: 2, columns: 2, storage: [1, 3, 2, 4]))
    #expect(
      String(decoding: object.rest, as: UTF8.self)
        == "{\n\"k\" : { \"a\" : [\"]\", \"\\\"}\"] }, \"z\" :null }")
  }

  @Test(
    "rows of several lengths, what follows the object and what is missing of it are complained of",
    arguments: [
      "{\"X\":[[1,2],[3]]}", "{\"X\":[1]}", "{\"X\":1}", "{\"X\":[[1]]} 2", "{\"X\":[[1]]",
      "{\"X\":[[1]],}",
      "{\"k\":[1", "[]", "", "{\"k\"}",
    ])
  func complaints(text: String) throws {
    let object = try ObjectReader(Array(text.utf8), lists: [], tables: ["X"], stop: .never)
    #expect(object.complaint != nil)
  }
}
