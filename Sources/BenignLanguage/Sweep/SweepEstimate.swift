// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Glibc

/// What the runs of a sweep that nobody has made yet would take, from a few that were timed.
///
/// Runs of one size (points, dimension, neurons, length of training) form a class. Of up to sixteen classes some runs are timed, the small ones
/// first; a class between two timed ones lies between them in logarithms. The scatter of runs within their class, or of a class about its
/// neighbours, gives the interval.
public struct SweepEstimate: Sendable {
  /// Seconds of one thread after another, with a 95 % interval; without an upper end where the largest runs were not timed.
  public struct Time: Sendable, Equatable {
    public let value: Double
    public let low: Double
    public let high: Double?
  }

  /// A run whose time was taken.
  struct Timing: Sendable {
    let index: Int
    /// Drawing its data, which other runs may share.
    let drawing: Double
    let rest: Double
  }

  public let table: String
  /// All runs, those that are in the store, and those that were timed for this, which are in the store now.
  public let runs: Int
  public let stored: Int
  public let timed: Int
  /// Runs at the same time.
  public let workers: Int
  /// What is left, on all workers together.
  public let time: Time
  /// The share of each group of runs, and what the runs of the group would take, where work is divided: `shares` gives the group's place.
  public let groups: [Double]
  private let queue: SweepQueue

  /// Of this many shares, the seconds that each would take.
  public func seconds(ofShares count: Int) -> [Double] {
    var seconds = [Double](repeating: 0, count: count)
    for (group, share) in queue.shares(count).enumerated() { seconds[share] += groups[group] }
    return seconds
  }

  /// The runs of each share that nobody has made.
  public func runs(ofShares count: Int) -> [Int] {
    var runs = [Int](repeating: 0, count: count)
    let shares = queue.shares(count)
    for (index, item) in queue.items.enumerated() where !timedItems.contains(index) {
      runs[shares[item.group]] += 1
    }
    return runs
  }

  private let timedItems: Set<Int>

  init(
    _ plan: SweepPlan, _ queue: SweepQueue, stored: Int, _ timings: [Timing], _ classes: CostClasses
  ) {
    (table, workers) = (plan.name, plan.workers)
    (runs, self.stored, timed) = (plan.cells.count * plan.repeats, stored, timings.count)
    self.queue = queue
    timedItems = Set(timings.map(\.index))
    var costs = [Double](repeating: 0, count: queue.groups.count)
    var shares = [Double](repeating: 0, count: classes.count)
    let model = CostModel(classes, timings)
    for (index, item) in queue.items.enumerated() where !timedItems.contains(index) {
      let place = classes.classes[index]
      let cost = model.cost(place)
      let seconds =
        cost.rest
        + (plan.search == nil ? cost.drawing / Double(queue.groups[item.group]) : cost.drawing)
      costs[item.group] += seconds
      shares[place] += seconds
    }
    groups = costs
    let total = costs.reduce(0, +)
    let wall = total / Double(plan.workers)
    let deviation = total > 0 ? model.deviation(ofSum: shares) : 0
    time = Time(
      value: wall, low: wall * exp(-deviation),
      high: classes.isCovered(by: timings) ? wall * exp(deviation) : nil)
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
  func isCovered(by timings: [SweepEstimate.Timing]) -> Bool {
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

  init(_ classes: CostClasses, _ timings: [SweepEstimate.Timing]) {
    sizes = classes.sizes
    let groups = Dictionary(grouping: timings) { classes.classes[$0.index] }
    known = groups.keys.sorted().map { place in
      let own = groups[place] ?? []
      let mean = { (part: (SweepEstimate.Timing) -> Double) in
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
