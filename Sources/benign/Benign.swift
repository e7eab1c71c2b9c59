// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command `benign`. `RunCommand` and the interpreter belong to the language's room.
@main
struct Benign: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "benign",
    abstract: "A Jupyter kernel for experiments on directional convergence and benign overfitting.",
    version: "benign \(version)",
    subcommands: [KernelCommand.self, RunCommand.self, InstallCommand.self])
}
