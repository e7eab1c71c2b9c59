// SPDX-License-Identifier: Apache-2.0

/// The version of Benign: of the language, the core and the executable, which are released together.
public enum BenignVersion {
  public static let text = "0.1.0"
}
