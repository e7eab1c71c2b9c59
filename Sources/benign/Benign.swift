// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignLanguage
import Glibc

/// The command `benign`. `RunCommand` and the interpreter belong to the language's room.
@main
struct Benign: ParsableCommand {
  static let version = BenignVersion.text

  static let configuration = CommandConfiguration(
    commandName: "benign",
    abstract: "A Jupyter kernel for experiments on directional convergence and benign overfitting.",
    version: "benign \(BenignVersion.identity)",
    subcommands: [
      KernelCommand.self, RunCommand.self, SweepCommand.self, MergeCommand.self,
      InstallCommand.self,
    ])

  /// Runs the command that the arguments name; where a file stands in its place, the error says which one runs files.
  ///
  /// A processor that cannot run the core is refused before anything of the core runs; all else is compiled for every processor.
  static func main() {
    if let complaint = ProcessorCheck.complaint { exit(withError: StartError(complaint)) }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let first = CommandLine.arguments.dropFirst().first ?? ""
      let isCommand = configuration.subcommands.contains { $0.configuration.commandName == first }
      if !isCommand, first == "-" || first.hasSuffix(".benign") || access(first, R_OK) == 0 {
        exit(withError: ValidationError("A file is run by `benign run \(first)`."))
      }
      exit(withError: error)
    }
  }
}
