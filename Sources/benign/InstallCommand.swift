// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `benign install`: makes this very executable known to Jupyter.
struct InstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Installs the kernel for Jupyter.")

  func run() throws { throw ValidationError("install lands next") }
}
