// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The folder through which Jupyter knows the kernel: executable, `kernel.json`, logos.
struct Kernelspec {
  let name: String

  /// Writes the folder; what stood at its place goes.
  /// - Parameter jupyter: absolute path of Jupyter's folder of data.
  /// - Returns: the path of the new folder.
  func install(in jupyter: String) throws(InstallationError) -> String {
    let folder = InstalledFolder(parent: "\(jupyter)/kernels", name: name)
    try folder.replace { draft in
      let executable = try executable()
      try FileManager.default.copyItem(atPath: executable, toPath: "\(draft)/benign")
      // A release has its core in libraries beside it.
      let libraries =
        executable.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/lib"
      if FileManager.default.fileExists(atPath: "\(libraries)/libBenignCore.so") {
        try FileManager.default.copyItem(atPath: libraries, toPath: "\(draft)/lib")
      }
      for (file, bytes) in files(in: folder.path) {
        try Data(bytes).write(to: URL(filePath: "\(draft)/\(file)"))
      }
    }
    return folder.path
  }

  /// `kernel.json` comes last: without it Jupyter does not see the folder.
  private func files(in folder: String) -> [(name: String, bytes: [UInt8])] {
    // Not every client knows `{resource_dir}`, so the path is written out, as JSON wants it.
    let path = folder.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let description = String(decoding: PackageResources.kernel_json, as: UTF8.self)
      .replacing("{resource_dir}", with: path)
    return [
      ("logo-svg.svg", PackageResources.logo_svg_svg),
      ("logo-64x64.png", PackageResources.logo_64x64_png),
      ("logo-32x32.png", PackageResources.logo_32x32_png),
      ("kernel.json", Array(description.utf8)),
    ]
  }

  private func executable() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }
}
