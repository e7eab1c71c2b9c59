// SPDX-License-Identifier: Apache-2.0

extension Session {
  /// Warns of each key that reads what a key after it sets: `p=20*n n=50` reads the n that was there before.
  func warnOfOrder(_ call: CommandCall, of command: Command, in environment: Environment) {
    var scope = Scope(self)
    scope.prefersSettings = command.prefersSettings
    for (place, pair) in call.pairs.enumerated() {
      guard let key = command.key(pair.key.text), key.sweeps || !key.isKept else { continue }
      scope.ownKey = key.name
      let names = pair.value.names.subtracting(key.words)
      for later in call.pairs[(place + 1)...].map(\.key.text) where names.contains(later) {
        guard let old = origin(of: later, in: scope) else { continue }
        environment.emit(
          .warning(
            """
            warning: \(key.name) reads \(old): \(later)= stands after it, so write it first.

            """))
      }
    }
  }

  /// The kind of thing whose value a name has: a variable or a setting.
  private func origin(of name: String, in scope: Scope) -> String? {
    if scope.isSetting(name) { return "\(name) of the experiment" }
    return variables[name] == nil ? nil : "the variable \(name)"
  }
}
