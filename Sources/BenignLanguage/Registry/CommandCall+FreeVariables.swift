// SPDX-License-Identifier: Apache-2.0

extension CommandCall {
  /// The free variables of a sweep or a boundary: each NAME that is no key of it, and that a later key, a measure or the condition uses.
  var freeVariables: Set<String> {
    guard let command, command.sweeps else { return [] }
    var free: Set<String> = []
    for (index, pair) in pairs.enumerated() {
      let name = pair.key.text
      guard command.key(name) == nil, Registry.reservation(of: name) == nil,
        SweepTable.isReachable(name)
      else { continue }
      let users = pairs.indices.filter {
        let user = pairs[$0].key.text
        return [Key.measureName, Key.whereName].contains(user)
          || ($0 > index && user != Key.zip.name)
      }
      if users.contains(where: { pairs[$0].value.names.contains(name) }) { free.insert(name) }
    }
    return free
  }
}

extension Key {
  static let measureName = "measure"
  static let whereName = "where"

  /// A free variable of a sweep as a key.
  static func free(_ name: String) -> Key {
    Key(name, .perCell(.scalar, sweeps: true), default: "none", freeMeaning)
  }

  /// The free variables of a sweep, as the documentation tells of them.
  static let freeRow = [
    "any other NAME", Kind.perCell(.scalar, sweeps: true).text, "none", freeMeaning,
  ]

  private static let freeMeaning =
    "a free variable: later keys and measures may use it, and one of them must"
}
