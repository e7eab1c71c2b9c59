// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension SweepTable {
  /// All that one repeat of a cell needs to be run again: its keys and seeds, and the Benign that computed it.
  ///
  /// Keys of a data set begin with `dataset.`, since a network has a key `positive` too.
  func settings(of cell: Cell, repeat number: Int) -> [CellSetting] {
    let version = cell.version.isEmpty ? [] : [CellSetting("version", .text(cell.version))]
    return version + (cell.mixture.map { Self.settings(of: $0, number) } ?? [])
      + (cell.dataset.map { Self.settings(of: $0, number) } ?? [])
      + (cell.network.map { Self.settings(of: $0, number) } ?? []) + cell.training
  }

  /// What all cells have in common, with the seeds of repeat 0.
  var commonSettings: [CellSetting] {
    guard let first = cells.first else { return [] }
    let all = settings(of: first, repeat: 0)
    var isCommon = all.map { _ in true }
    for cell in cells.dropFirst() {
      let own = settings(of: cell, repeat: 0)
      for (index, setting) in all.enumerated() where isCommon[index] {
        // Mostly it stands at the same place.
        let isThere = own.indices.contains(index) && own[index] == setting
        isCommon[index] = isThere || own.contains(setting)
      }
    }
    return zip(all, isCommon).filter { $1 && !searched.contains($0.name) }.map(\.0)
  }

  /// The names of all settings that some cell has, in the order in which they are written.
  var settingNames: [String] {
    var known = Set(searched)
    return cells.reduce(into: []) { names, cell in
      for setting in settings(of: cell, repeat: 0) where known.insert(setting.name).inserted {
        names.append(setting.name)
      }
    }
  }

  private static func settings(of mixture: Mixture, _ number: Int) -> [CellSetting] {
    let own = { (setting: Setting) in
      let value = setting.value(of: mixture)
      return value == .none ? [] : [CellSetting(setting.name, value)]
    }
    return [CellSetting("kind", .text(mixture.kindName))]
      + own(.n) + own(.p) + own(.mu)
      + [
        CellSetting("cov", mixture.covariance.value),
        CellSetting("mean", .text(mixture.meanDirection.text)),
      ] + (mixture.clusters == .pair ? [] : [CellSetting("clusters", mixture.clusters.value)])
      + (mixture.balance == 0.5 ? [] : own(.balance)) + own(.noise) + [
        CellSetting("orthogonal", .boolean(mixture.isOrthogonal))
      ] + own(.flip)
      + Setting.noiseParameters.flatMap(own)
      + [CellSetting(CellReader.mixtureSeed, seed(mixture.seed, number))]
  }

  private static func settings(of dataset: Dataset, _ number: Int) -> [CellSetting] {
    let pairs: [(String, Value?)] = [
      ("file", .text(dataset.path)), ("label", Value(dataset.label)),
      ("positive", dataset.positive.map { Value($0) }),
      ("negative", dataset.negative.map { Value($0) }), ("test", .number(dataset.heldOutShare)),
      ("standardize", .boolean(dataset.isStandardized)), ("seed", seed(dataset.seed, number)),
    ]
    return pairs.compactMap { name, value in value.map { CellSetting("dataset." + name, $0) } }
  }

  private static func settings(of network: NetworkDefinition, _ number: Int) -> [CellSetting] {
    let bias = network.bias > 0 ? [Setting.bias] : []
    let own = ([.m, .gamma, .positive, .initialDeviation, .outer] + bias).map {
      CellSetting($0.name, $0.value(of: network))
    }
    return own + [CellSetting(CellReader.networkSeed, seed(network.seed, number))]
  }

  private static func seed(_ seed: UInt64, _ number: Int) -> Value {
    .number(Double(seed + UInt64(number)))
  }
}
