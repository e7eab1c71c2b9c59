// SPDX-License-Identifier: Apache-2.0

/// The forms in which something is written, by the ending of its file's name.
protocol FileForm: RawRepresentable, CaseIterable, Sendable where RawValue == String {
  /// The thing that is written, at the beginning of a sentence: "A table".
  static var subject: String { get }
  /// The form that is offered in place of an ending.
  static func replacement(for ending: String) -> Self?
}

extension FileForm {
  static func replacement(for ending: String) -> Self? { allCases.first }

  /// The form that a path's ending names.
  ///
  /// - Throws: `InvalidArgument` for an ending that names none, and for a name without one; it lists what can be written.
  init(path: String) throws(Diagnostic) {
    let ending = FileEnding(path)
    if let form = Self(rawValue: ending.text) {
      self = form
      return
    }
    let names = Self.allCases.map(\.name).listed(before: "or")
    let endings = Self.allCases.map { ".\($0.rawValue)" }.listed(before: "or")
    let form = Self.replacement(for: ending.text)
    throw Diagnostic(
      .invalidArgument, "\(Self.subject) is written as \(names), by the ending of its file.",
      expected: "a name that ends in \(endings)",
      suggestion: form.map { PlainText.quoted("\(ending.stem).\($0.rawValue)") })
  }

  /// The form as people call it.
  private var name: String { rawValue == "tex" ? "TeX" : rawValue.uppercased() }
}

/// The ending of a path, in small letters, and what stands before its point.
private struct FileEnding {
  let text: String
  let stem: Substring

  init(_ path: String) {
    guard let point = path.lastIndex(of: "."), !path[point...].contains("/"),
      path[..<point].last.map({ $0 != "/" }) ?? false
    else {
      (text, stem) = ("", path[...])
      return
    }
    text = path[path.index(after: point)...].lowercased()
    stem = path[..<point]
  }
}

extension [String] {
  /// "a, b or c".
  fileprivate func listed(before word: String) -> String {
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " \(word) " + last
  }
}

/// An experiment in a file.
enum ExperimentFile: String, FileForm {
  case json

  static let subject = "An experiment"
}

/// The recorded rows of runs in a file.
enum TrajectoryFile: String, FileForm {
  case csv

  static let subject = "A trajectory"
}
