// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCore

/// When a run is recorded.
struct RecordScheduleTests {
  /// The places of a schedule, at most `most` of them.
  private func places(_ schedule: RecordSchedule, most: Int) -> [Double] {
    var schedule = schedule
    var places: [Double] = []
    while places.count < most, schedule.next < .infinity {
      if schedule.next == places.last { break }
      places.append(schedule.next)
      _ = schedule.advance()
    }
    return places
  }

  @Test(
    "a grid grows to its end in no more points than asked for, whatever its unit",
    arguments: [0, Double.leastNonzeroMagnitude, 0x1p-1063, 1e-300, 1e-30, 1, .infinity, .nan],
    [1e-3, 100, 1e30, 1e300])
  func reachesItsEnd(unit: Double, length: Double) {
    for points in [2, 3, 200] {
      let found = places(
        RecordSchedule(from: 0, length: length, points: points, unit: unit, isWhole: false),
        most: 1000)
      let text = "unit \(unit), length \(length), points \(points): \(found.prefix(5))"
      #expect(found.last == length && found.count <= max(points, 3), "\(text)")
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 < $1 }, "\(text)")
    }
  }

  @Test(
    "an open grid grows from whatever unit",
    arguments: [0, Double.leastNonzeroMagnitude, 0x1p-1030, 1e-3])
  func grows(unit: Double) {
    let found = places(
      RecordSchedule(from: 0, length: nil, points: 50, unit: unit, isWhole: false), most: 60)
    #expect(found.count == 60 && zip(found, found.dropFirst()).allSatisfy { $0 < $1 })
  }
}
