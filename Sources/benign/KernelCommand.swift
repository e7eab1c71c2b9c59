// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JupyterKernel

/// `benign kernel`: serves the clients named by one connection file until it is told to stop.
struct KernelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel", abstract: "Serves Jupyter clients; Jupyter itself runs this command.")

  @Option(name: .customLong("connection-file"), help: "Written by the client: ports and key.")
  var connectionFile: String

  func run() throws {
    let interpreter = Benign.makeInterpreter()
    _ = interpreter
    throw ValidationError("the server lands next")
  }
}
