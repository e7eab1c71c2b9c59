// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// The folder through which Jupyter knows the kernel: executable, `kernel.json`, logos.
struct Kernelspec {
  let name: String

  /// Writes the folder beside its place and moves it there whole; what stood there goes.
  /// - Parameter kernels: absolute path of Jupyter's folder of kernelspecs, made where it is missing.
  /// - Returns: the path of the new folder.
  func install(in kernels: String) throws(InstallationError) -> String {
    try attempt("make \(kernels)") {
      try FileManager.default.createDirectory(atPath: kernels, withIntermediateDirectories: true)
    }
    let folder = "\(kernels)/\(name)"
    let (draft, old) = (
      "\(kernels)/.\(name).new.\(getpid())", "\(kernels)/.\(name).old.\(getpid())"
    )
    defer { for path in [draft, old] { try? FileManager.default.removeItem(atPath: path) } }
    try attempt("write \(draft)") {
      try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false)
      try FileManager.default.copyItem(atPath: executable(), toPath: "\(draft)/benign")
      for (file, bytes) in files(in: folder) {
        try Data(bytes).write(to: URL(filePath: "\(draft)/\(file)"))
      }
    }
    // Kernels that run from the old folder keep their executable until they end.
    let isReplaced = rename(folder, old) == 0
    guard isReplaced || errno == ENOENT, rename(draft, folder) == 0 else {
      let reason = String(cString: strerror(errno))
      if isReplaced { rename(old, folder) }
      throw InstallationError("cannot write \(folder): \(reason)")
    }
    return folder
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

  private func attempt(
    _ deed: String, _ body: () throws -> Void
  ) throws(InstallationError) {
    do {
      try body()
    } catch let error as CocoaError {
      let cause = (error.underlying as? POSIXError).map { strerror($0.code.rawValue) }
      let reason = cause.flatMap { $0 }.map { String(cString: $0) } ?? "\(error)"
      throw InstallationError("cannot \(deed): \(reason)")
    } catch {
      throw InstallationError("cannot \(deed): \(error)")
    }
  }
}
