// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignLanguage

/// The command `benign`. `RunCommand` and the interpreter belong to the language's room.
@main
struct Benign: ParsableCommand {
  static let version = BenignVersion.text

  static let configuration = CommandConfiguration(
    commandName: "benign",
    abstract: "A Jupyter kernel for experiments on directional convergence and benign overfitting.",
    version: "benign \(version)",
    subcommands: [KernelCommand.self, RunCommand.self, InstallCommand.self])
}
