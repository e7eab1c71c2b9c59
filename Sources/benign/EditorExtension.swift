// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import FoundationEssentials

/// The extension through which JupyterLab and Notebook know the language: colours, comments, brackets, indentation.
enum EditorExtension {
  /// The name in its `package.json`.
  static let name = "benign-language"

  /// Writes the folder; what stood at its place goes.
  /// - Parameter jupyter: absolute path of Jupyter's folder of data.
  /// - Returns: the path of the new folder.
  static func install(in jupyter: String) throws(InstallationError) -> String {
    let folder = InstalledFolder(parent: "\(jupyter)/labextensions", name: name)
    try folder.replace { draft in
      try FileManager.default.createDirectory(
        atPath: "\(draft)/static", withIntermediateDirectories: false)
      for (file, text) in [(program, script), ("package.json", description)] {
        try Data(text.utf8).write(to: URL(filePath: "\(draft)/\(file)"))
      }
    }
    return folder.path
  }

  /// The template with the registry's words.
  private static let script = template(PackageResources.remoteEntry_js)
    .replacing("const WORDS = {};", with: "const WORDS = \(EditorWords.javaScript);")

  /// Jupyter's server lets browsers keep a file for a year: another content has another name.
  private static let program =
    "static/remoteEntry.\(Benign.version)-\(FNV1a(script.utf8).hexadecimal).js"

  private static let description = template(PackageResources.package_json)
    .replacing("static/remoteEntry.js", with: program).replacing("0.0.0", with: Benign.version)

  private static func template(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
