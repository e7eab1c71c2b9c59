// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The runs of a sweep that nobody has made yet, each of them once, in the order in which they are begun.
struct SweepQueue {
  /// A repeat of a cell.
  struct Place: Hashable {
    let cell: Int
    let number: Int
  }

  /// A run, where its result belongs first.
  struct Item {
    let place: Place
    /// Of the data, which other runs may share.
    let group: Int
  }

  private(set) var items: [Item] = []
  /// Of each group of runs with the same data, how many there are.
  private(set) var groups: [Int] = []
  /// Where else a result belongs: cells may differ in keys that change nothing.
  private var others: [Place: [Place]] = [:]
  /// Where runs are divided among processes: the repeats of this one's share, and how many of them were known.
  private(set) var placesOfShare: [Place] = []
  private(set) var knownOfShare = 0
  /// How groups are dealt out; it has none where runs are not divided among processes.
  private(set) var deal: ShareDeal

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
  /// - Throws: Interrupted.
  init(_ plan: SweepPlan, for table: SweepTable, in environment: Environment) throws(Diagnostic) {
    let definitions = Self.numbered(table.cells.map(\.definition))
    let data = Self.numbered(plan.cells.map { SweepIdentity.text(of: $0.data) })
    var known: [Identity: Place] = [:]
    var knownGroups: [DataIdentity: Int] = [:]
    var all: [Item] = []
    let isDivided = environment.division != nil
    deal = ShareDeal(table: plan.name)
    for (index, cell) in table.cells.enumerated() {
      try environment.requireUninterrupted()
      for number in 0..<table.repeats where isDivided || cell.outcomes[number] == .missing {
        let isWanted = environment.replay?.makes(number, ofCell: index, repeats: table.repeats)
        guard isWanted ?? true else { continue }
        let run = plan.cells[index].repeated(number)
        let place = Place(cell: index, number: number)
        if isDivided {
          // Every process numbers all groups, whatever it knows.
          let group = knownGroups.number(
            of: DataIdentity(definition: data[index], seed: run.data.seed))
          if group == groups.count { add(groupOf: run.data) }
          all.append(Item(place: place, group: group))
          guard cell.outcomes[number] == .missing else { continue }
        }
        let identity = Identity(
          definition: definitions[index], dataSeed: run.data.seed, networkSeed: run.network?.seed)
        if let same = known[identity] {
          others[same, default: []].append(place)
          continue
        }
        known[identity] = place
        let group = knownGroups.number(
          of: DataIdentity(definition: data[index], seed: run.data.seed))
        if group == groups.count { groups.append(0) }
        groups[group] += 1
        items.append(Item(place: place, group: group))
      }
    }
    sortByGroup()
    if let share = environment.share { keep(share, of: all, table) }
  }

  private mutating func add(groupOf data: DataSource) {
    groups.append(0)
    deal.groups.append(FNV1a("\(SweepIdentity.text(of: data)) \(data.seed)".utf8).value)
  }

  /// Leaves the runs of other shares to others.
  private mutating func keep(_ share: Share, of all: [Item], _ table: SweepTable) {
    let shares = deal.shares(share.count)
    items.removeAll { shares[$0.group] != share.index }
    placesOfShare = all.filter { shares[$0.group] == share.index }.map(\.place)
    knownOfShare = placesOfShare.count { table.cells[$0.cell].outcomes[$0.number] != .missing }
  }

  /// Everywhere that the result of an item belongs.
  func places(of item: Item) -> [Place] { [item.place] + others[item.place, default: []] }

  /// Runs that share their data follow each other, so that few data are kept at a time.
  private mutating func sortByGroup() {
    let order = items.indices.sorted { (items[$0].group, $0) < (items[$1].group, $1) }
    items = order.map { items[$0] }
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
