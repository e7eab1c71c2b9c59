// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Glibc

/// A run whose time was taken.
struct RunTiming: Sendable {
  /// Its place in the queue.
  let index: Int
  /// Seconds of drawing its data, which other runs may share, and of all else.
  let drawing: Double
  let rest: Double
}

extension SweepEstimate {
  /// - Parameter stored: the runs that were known.
  init(
    _ plan: SweepPlan, _ queue: SweepQueue, stored: Int, _ timings: [RunTiming],
    _ classes: CostClasses
  ) {
    let timed = Set(timings.map(\.index))
    var groups = [(runs: Int, seconds: Double)](repeating: (0, 0), count: queue.groups.count)
    var shares = [Double](repeating: 0, count: classes.count)
    let model = CostModel(classes, timings)
    for (index, item) in queue.items.enumerated() where !timed.contains(index) {
      let place = classes.classes[index]
      let cost = model.cost(place)
      // Each search draws its own data.
      let sharers = plan.search == nil ? Double(queue.groups[item.group]) : 1
      let seconds = cost.rest + cost.drawing / sharers
      groups[item.group].runs += 1
      groups[item.group].seconds += seconds
      shares[place] += seconds
    }
    let total = shares.reduce(0, +)
    let wall = total / Double(plan.workers)
    let deviation = total > 0 ? model.deviation(ofSum: shares) : 0
    self.init(
      table: plan.name, runs: plan.cells.count * plan.repeats, stored: stored,
      timed: timings.count, workers: plan.workers,
      time: Time(
        value: wall, low: wall * exp(-deviation),
        high: classes.isCovered(by: timings) ? wall * exp(deviation) : nil),
      groups: groups, deal: queue.deal)
  }
}

/// The runs of a queue by their size, the small ones first.
struct CostClasses: Sendable {
  /// The class of each run.
  let classes: [Int]
  /// Of each class, the logarithm of a number that grows as its cost does.
  let sizes: [Double]
  var count: Int { sizes.count }

  private static let mostTimed = 16
  /// Runs of each class at most, and of all classes at least.
  private static let timings = (ofClass: 3, atLeast: 8)

  init(_ plan: SweepPlan, _ queue: SweepQueue) {
    let sizes = plan.cells.map(\.size)
    let found = Set(queue.items.map { sizes[$0.place.cell] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: found.enumerated().map { ($1, $0) })
    classes = queue.items.map { places[sizes[$0.place.cell]] ?? 0 }
    self.sizes = found
  }

  /// The runs that are to be timed, by their places in the queue, the small ones first.
  var samples: [Int] {
    guard count > 0 else { return [] }
    let shown =
      count <= Self.mostTimed
      ? Array(0..<count)
      : (0..<Self.mostTimed).map { $0 * (count - 1) / (Self.mostTimed - 1) }
    let each = max(1, min(Self.timings.ofClass, Self.timings.atLeast / shown.count))
    var members = [[Int]](repeating: [], count: count)
    for (index, place) in classes.enumerated() { members[place].append(index) }
    return shown.flatMap { place in
      let all = members[place]
      let wanted = min(each, all.count)
      // From its beginning to its end.
      return (0..<wanted).map { all[wanted == 1 ? 0 : $0 * (all.count - 1) / (wanted - 1)] }
    }
  }

  /// Whether the largest class was timed.
  func isCovered(by timings: [RunTiming]) -> Bool {
    count == 0 || timings.contains { classes[$0.index] == count - 1 }
  }
}

/// The cost of a run of each class, in seconds.
private struct CostModel {
  private let sizes: [Double]
  /// The classes that were timed, in their order.
  private let known: [(place: Int, drawing: Double, rest: Double, count: Int)]
  /// The deviation of the logarithm of a run's cost from that of its class.
  private let deviation: Double
  /// Where nothing says how runs scatter.
  private static let unknownDeviation = 0.5
  private static let leastDeviation = 0.05

  init(_ classes: CostClasses, _ timings: [RunTiming]) {
    sizes = classes.sizes
    let groups = Dictionary(grouping: timings) { classes.classes[$0.index] }
    known = groups.keys.sorted().map { place in
      let own = groups[place] ?? []
      let mean = { (part: (RunTiming) -> Double) in
        own.reduce(0) { $0 + part($1) } / Double(own.count)
      }
      return (place, mean(\.drawing), mean(\.rest), own.count)
    }
    var (squares, freedom) = (0.0, 0)
    for own in groups.values where own.count > 1 {
      let logarithms = own.map { log(max(1e-7, $0.drawing + $0.rest)) }
      let mean = logarithms.reduce(0, +) / Double(own.count)
      squares += logarithms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      freedom += own.count - 1
    }
    deviation =
      freedom > 0
      ? max(Self.leastDeviation, (squares / Double(freedom)).squareRoot()) : Self.unknownDeviation
  }

  /// The cost of a class: its own, on the line between its neighbours, or on the line through the two nearest.
  func cost(_ place: Int) -> (drawing: Double, rest: Double) {
    guard let last = known.last else { return (0, 0) }
    if let own = known.first(where: { $0.place == place }) { return (own.drawing, own.rest) }
    guard known.count > 1 else { return (last.drawing, last.rest) }
    let above = known.firstIndex { $0.place > place } ?? known.count - 1
    let (one, two) = (known[max(0, above - 1)], known[max(1, above)])
    let distance = sizes[two.place] - sizes[one.place]
    let share = distance > 0 ? (sizes[place] - sizes[one.place]) / distance : 0
    let between = { (first: Double, second: Double) in
      let (low, high) = (log(max(1e-7, first)), log(max(1e-7, second)))
      // Beyond the last one no class is cheaper than it.
      return exp(low + (share > 1 ? max(high - low, 0) : high - low) * share)
    }
    return (between(one.drawing, two.drawing), between(one.rest, two.rest))
  }

  /// Two standard errors of the logarithm of a sum over classes.
  /// - Parameter shares: each class's part of it.
  func deviation(ofSum shares: [Double]) -> Double {
    let total = shares.reduce(0, +)
    let counts = Dictionary(uniqueKeysWithValues: known.map { ($0.place, $0.count) })
    let squares = shares.enumerated().reduce(0) { sum, share in
      let part = share.element / total
      return sum + part * part / Double(counts[share.offset] ?? 1)
    }
    return 2 * deviation * squares.squareRoot()
  }
}

extension CellDefinition {
  /// A number that grows as the cost of a run does, as a logarithm.
  fileprivate var size: Double {
    let (points, dimension) = (
      data.mixture.map { Double($0.points) } ?? 1, data.mixture?.dimension ?? 1
    )
    let length: Double =
      switch training {
      case .descent(let settings): settings.steps ?? 1
      case .flow(let settings): settings.time ?? 1
      case nil: 1
      }
    return 2 * log(max(1, points)) + 0.3 * log(max(1, dimension))
      + 0.5 * log(Double(max(1, network?.neurons ?? 1))) + 0.2 * log(max(1, length))
  }
}
