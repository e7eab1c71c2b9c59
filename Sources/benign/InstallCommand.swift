// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `benign install`: makes a copy of this very executable known to Jupyter.
struct InstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Installs the kernel for Jupyter.",
    discussion: """
      The folder of the kernelspec holds this executable, its description and its logos. Beside it stands \
      an extension by which JupyterLab and Notebook colour cells. \
      An earlier installation of the same name is replaced. Without an option it is for the user.
      """)

  @Flag(help: "For this user, in Jupyter's data folder.")
  var user = false

  @Option(help: ArgumentHelp("For the environment in this folder.", valueName: "dir"))
  var prefix: String?

  @Flag(help: "For the active environment, or the one that python3 belongs to.")
  var sysPrefix = false

  @Option(help: "The name by which clients ask for it: letters, digits, '-', '.' and '_'.")
  var name = "benign"

  func validate() throws {
    guard [user, prefix != nil, sysPrefix].count(where: { $0 }) <= 1 else {
      throw ValidationError("choose one of --user, --prefix and --sys-prefix")
    }
    // Jupyter's rule for names; it finds them whatever their case, in lower case.
    let isAllowed = name.utf8.allSatisfy { Self.nameCharacters.contains($0) }
    guard isAllowed, !name.isEmpty, name != ".", name != ".." else {
      throw ValidationError(
        "'\(name)' is no name: only letters, digits, '-', '.' and '_' are allowed")
    }
  }

  func run() throws {
    let jupyter = try place.jupyterFolder(environment: .ofProcess)
    let folder = try Kernelspec(name: name.lowercased()).install(in: jupyter)
    print("installed the kernel \(name.lowercased()) in \(folder)")
    let language = try EditorExtension.install(in: jupyter)
    print("installed its language for JupyterLab and Notebook in \(language)")
  }

  private var place: InstallationPlace {
    if let prefix { return .prefix(prefix) }
    return sysPrefix ? .activeEnvironment : .user
  }

  private static let nameCharacters = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._".utf8)
}
