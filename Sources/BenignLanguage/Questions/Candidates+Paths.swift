// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Candidates {
  /// Larger folders are not listed whole: an editor waits for the answer.
  private static let mostEntries = 2000

  /// Files and folders, those whose names a string holds as they are.
  static func paths(in folder: String) -> [Completion] {
    guard let directory = opendir(folder.isEmpty ? "." : folder) else { return [] }
    defer { closedir(directory) }
    var found: [Completion] = []
    while found.count < mostEntries, let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      let isPlain = !name.hasPrefix(".") && "\"\(name)\"" == PlainText.quoted(name)
      guard isPlain else { continue }
      let isFolder = entry.pointee.d_type == UInt8(DT_DIR)
      found.append(Completion(isFolder ? name + "/" : name, .path))
    }
    return found.sorted { $0.text < $1.text }
  }
}
