// SPDX-License-Identifier: Apache-2.0

import BenignCore
import CBuild

/// The version of Benign: of the language, the core and the executable, which are released together.
public enum BenignVersion {
  public static let text = "0.1.0"

  /// The version, the commit of the sources and the kind of processor, as in `0.1.0+3f2a9c1.x86-64-v4`: equal texts stand for equal code.
  ///
  /// The commit is `unknown` in a build that `kernelspec/prepare.sh` did not make.
  public static let identity = "\(text)+\(String(cString: benign_commit())).\(ProcessorKind.name)"

  /// The version in an identity, without its build.
  static func release(of identity: String) -> String { String(identity.prefix { $0 != "+" }) }
}
