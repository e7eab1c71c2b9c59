// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The built executable, run as a user or Jupyter runs it.
struct Executable {
  let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// - Parameter environment: nothing of the test's own environment but PATH is passed on.
  init(_ arguments: String..., environment: [String: String] = [:]) throws {
    try self.init(arguments, environment: environment)
  }

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = try Executable.url
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = errors
    try process.run()
  }

  /// SwiftPM puts executables beside the one that runs the tests.
  static var url: URL {
    get throws {
      let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
      return URL(filePath: tests).deletingLastPathComponent().appending(path: "benign")
    }
  }

  /// Reads its output until that contains a text, or ends.
  func readOutput(until text: String) -> String {
    var read = ""
    while !read.contains(text) {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      read += String(decoding: data, as: UTF8.self)
    }
    return read
  }

  /// Waits for its end.
  func result() throws -> (status: Int32, output: String, errors: String) {
    let output = try output.fileHandleForReading.readToEnd() ?? Data()
    let errors = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: output, as: UTF8.self),
      String(decoding: errors, as: UTF8.self)
    )
  }
}

/// An empty folder that goes with its owner.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = "/tmp/benign-\(UUID().uuidString.prefix(8))"
    // As Jupyter's folder of connection files: nobody else may enter it.
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    return "\(path)/\(name)"
  }

  /// Names, sorted, hidden ones included.
  func contents(of folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
  }
}
