// SPDX-License-Identifier: Apache-2.0

import Glibc

/// For whom a kernel is installed, which says in which folder Jupyter will look for it.
enum InstallationPlace {
  case user
  case prefix(String)
  case activeEnvironment

  /// The absolute path of the folder of Jupyter's data, kernelspecs and extensions; it need not exist yet.
  func jupyterFolder(environment: ProcessEnvironment) throws(InstallationError) -> String {
    switch self {
    case .user: try dataFolder(environment)
    case .prefix(let prefix): try absolute(prefix) + "/share/jupyter"
    case .activeEnvironment: try activePrefix(environment) + "/share/jupyter"
    }
  }

  /// As jupyter_core finds it.
  private func dataFolder(_ environment: ProcessEnvironment) throws(InstallationError) -> String {
    if let folder = environment["JUPYTER_DATA_DIR"] { return try absolute(folder) }
    if let folder = environment["XDG_DATA_HOME"] { return try absolute(folder) + "/jupyter" }
    guard let home = environment["HOME"] else {
      throw InstallationError("HOME is not set: use --prefix, or set JUPYTER_DATA_DIR")
    }
    return try absolute(home) + "/.local/share/jupyter"
  }

  private func activePrefix(_ environment: ProcessEnvironment) throws(InstallationError) -> String {
    if let prefix = environment["VIRTUAL_ENV"] ?? environment["CONDA_PREFIX"] { return prefix }
    // What a shim or a link called python3 belongs to, only that Python can say.
    guard let pipe = popen("python3 -c 'import sys; print(sys.prefix)' 2>/dev/null", "r") else {
      throw InstallationError("cannot ask python3 for its prefix: use --prefix")
    }
    var line = [CChar](repeating: 0, count: Int(PATH_MAX) + 2)
    let answer = fgets(&line, Int32(line.count), pipe).map { String(cString: $0) }
    guard pclose(pipe) == 0, let prefix = answer?.split(separator: "\n").first else {
      throw InstallationError("no environment is active and there is no python3: use --prefix")
    }
    return String(prefix)
  }

  private func absolute(_ path: String) throws(InstallationError) -> String {
    if path.hasPrefix("/") { return path }
    guard let folder = getcwd(nil, 0) else {
      throw InstallationError("the working folder is gone")
    }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}

/// The variables of an environment; set but empty counts as not set.
struct ProcessEnvironment {
  var variables: [String: String]

  static var ofProcess: ProcessEnvironment {
    let names = ["JUPYTER_DATA_DIR", "XDG_DATA_HOME", "HOME", "VIRTUAL_ENV", "CONDA_PREFIX"]
    return ProcessEnvironment(
      variables: Dictionary(
        uniqueKeysWithValues: names.compactMap { name in
          getenv(name).map { (name, String(cString: $0)) }
        }))
  }

  subscript(name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }
}

/// Why nothing was installed.
struct InstallationError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
