// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The runs of a sweep that nobody has made yet, each of them once, in the order in which they are begun.
struct SweepQueue {
  /// A repeat of a cell.
  struct Place: Hashable {
    let cell: Int
    let number: Int
  }

  private(set) var runs: [SweepRun] = []
  /// Of each run, where its result belongs: cells may differ in keys that change nothing.
  private(set) var places: [[Place]] = []
  /// Of each group of runs with the same data, how many there are.
  private(set) var groups: [Int] = []

  /// What tells runs apart.
  private struct Identity: Hashable {
    let definition: Int
    let dataSeed: UInt64
    let networkSeed: UInt64?
  }

  private struct DataIdentity: Hashable {
    let definition: Int
    let seed: UInt64
  }

  /// - Parameter table: what is missing in it is to be computed.
  init(_ plan: SweepPlan, for table: SweepTable) {
    let definitions = Self.numbered(table.cells.map(\.definition))
    let data = Self.numbered(plan.cells.map { SweepIdentity.text(of: $0.data) })
    let expressions = plan.measures.measures.map(\.expression)
    var known: [Identity: Int] = [:]
    var knownGroups: [DataIdentity: Int] = [:]
    for (index, cell) in table.cells.enumerated() {
      for number in 0..<table.repeats where cell.outcomes[number] == .missing {
        let run = plan.cells[index].repeated(number)
        let identity = Identity(
          definition: definitions[index], dataSeed: run.data.seed, networkSeed: run.network?.seed)
        let place = Place(cell: index, number: number)
        if let same = known[identity] {
          places[same].append(place)
          continue
        }
        let group = knownGroups.number(
          of: DataIdentity(definition: data[index], seed: run.data.seed))
        if group == groups.count { groups.append(0) }
        groups[group] += 1
        known[identity] = runs.count
        runs.append(SweepRun(cell: run, group: group, measures: expressions))
        places.append([place])
      }
    }
    sortByGroup()
  }

  /// Runs that share their data follow each other, so that few data are kept at a time.
  private mutating func sortByGroup() {
    let order = runs.indices.sorted { (runs[$0].group, $0) < (runs[$1].group, $1) }
    (runs, places) = (order.map { runs[$0] }, order.map { places[$0] })
  }

  /// The same number for the same text.
  private static func numbered(_ texts: [String]) -> [Int] {
    var known: [String: Int] = [:]
    return texts.map { known.number(of: $0) }
  }
}

extension Dictionary where Value == Int {
  /// Its number, the next one where it is new.
  fileprivate mutating func number(of key: Key) -> Int {
    if let number = self[key] { return number }
    let number = count
    self[key] = number
    return number
  }
}
