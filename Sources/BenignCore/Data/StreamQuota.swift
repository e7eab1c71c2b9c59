// SPDX-License-Identifier: Apache-2.0

/// How much may be streamed, checked before any time is taken: some minutes on one thread.
enum StreamQuota {
  /// k·p, numbers to generate.
  static let numbers = 2e10
  /// k²·p, products to add.
  static let products = 1e13

  /// - Parameters:
  ///   - rows: k.
  ///   - dimension: p.
  ///   - law: what is streamed, in words.
  static func check(rows: Int, dimension: Double, law: String) throws(CoreError) {
    let k = Double(rows)
    if k * dimension > numbers {
      throw .resourceLimit(
        "\(law) is generated coordinate by coordinate: \(k * dimension) numbers; the limit is \(numbers)"
      )
    }
    if k * k * dimension > products {
      throw .resourceLimit(
        "\(law) is generated coordinate by coordinate: \(k * k * dimension) products; the limit is \(products)"
      )
    }
  }
}
