// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// A folder that is written beside its place and moved there whole.
struct InstalledFolder {
  /// Absolute paths: of the folder around it, made where it is missing, and its name.
  let parent, name: String

  var path: String { "\(parent)/\(name)" }

  /// Writes the folder; what stood at its place goes.
  /// - Parameter fill: writes what is in it, given the path of the folder before it is moved.
  func replace(_ fill: (_ draft: String) throws -> Void) throws(InstallationError) {
    try attempt("make \(parent)") {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    }
    let (draft, old) = ("\(parent)/.\(name).new.\(getpid())", "\(parent)/.\(name).old.\(getpid())")
    defer { for path in [draft, old] { try? FileManager.default.removeItem(atPath: path) } }
    try attempt("write \(draft)") {
      try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false)
      try fill(draft)
    }
    // Kernels that run from the old folder keep their executable until they end.
    let isReplaced = rename(path, old) == 0
    guard isReplaced || errno == ENOENT, rename(draft, path) == 0 else {
      let reason = String(cString: strerror(errno))
      if isReplaced { rename(old, path) }
      throw InstallationError("cannot write \(path): \(reason)")
    }
  }

  private func attempt(_ deed: String, _ body: () throws -> Void) throws(InstallationError) {
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
