// SPDX-License-Identifier: Apache-2.0

/// The executions whose outputs can be shown again.
public struct Executions {
  /// The number of the cell that runs, or that the next one will bear.
  public let present: Int
  /// The numbers of those that are kept, ascending; the present one may be among them.
  public let kept: () -> [Int]

  public init(present: Int, kept: @escaping () -> [Int]) {
    self.present = present
    self.kept = kept
  }

  /// "3 … 7, 9": the numbers in words, without the present one; `nil` where there is none.
  var words: String? {
    var runs: [ClosedRange<Int>] = []
    for number in kept() where number != present {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    guard !runs.isEmpty else { return nil }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) … \($0.upperBound)" }
      .joined(separator: ", ")
  }
}
