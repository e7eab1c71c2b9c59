// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Store {
  /// The folder in which this process keeps what outlasts it: `$BENIGN_DATA`, else `benign` in the XDG data folder.
  ///
  /// - Parameter environment: The value of a variable, `nil` when it is not set.
  /// - Returns: `nil` when nothing is kept: BENIGN_DATA is set but empty, or there is no home.
  public static func folder(environment: (String) -> String? = ofProcess) -> String? {
    if let folder = environment("BENIGN_DATA") { return folder.isEmpty ? nil : folder }
    // XDG base directories: a relative path is to be ignored.
    if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") { return data + "/benign" }
    guard let home = environment("HOME"), !home.isEmpty else { return nil }
    return home + "/.local/share/benign"
  }

  /// A variable of this process's environment.
  public static func ofProcess(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
