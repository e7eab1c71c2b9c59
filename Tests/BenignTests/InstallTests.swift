// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import benign

@Suite("benign install")
struct InstallTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let files = [
    "benign", "kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg",
  ]

  @Test("the kernelspec's folder is complete and its kernel.json names the copy in it")
  func complete() throws {
    let (status, output, errors) = try Executable("install", "--prefix", folder.path).result()
    let place = "\(folder.path)/share/jupyter/kernels/benign"
    #expect(status == 0, "\(errors)")
    let language = "\(folder.path)/share/jupyter/labextensions/benign-language"
    #expect(
      output == """
        installed the kernel benign in \(place)
        installed its language for JupyterLab and Notebook in \(language)

        """)
    #expect(try folder.contents(of: "share/jupyter/kernels") == ["benign"])
    #expect(try folder.contents(of: "share/jupyter/kernels/benign") == InstallTests.files)
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: "\(place)/kernel.json")))
    let kernel = try #require(json as? [String: Any])
    let argv = try #require(kernel["argv"] as? [String])
    #expect(argv == ["\(place)/benign", "kernel", "--connection-file", "{connection_file}"])
    #expect(kernel["language"] as? String == "benign")
    #expect(kernel["interrupt_mode"] as? String == "message")
    #expect(FileManager.default.isExecutableFile(atPath: argv[0]))
  }

  @Test("the extension has the registry's words, and a name that changes with its content")
  func editorExtension() throws {
    #expect(try Executable("install", "--prefix", folder.path).result().status == 0)
    let place = "share/jupyter/labextensions/benign-language"
    #expect(try folder.contents(of: place) == ["package.json", "static"])
    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: "\(folder.path)/\(place)/package.json")))
    let package = try #require(json as? [String: Any])
    #expect(package["name"] as? String == "benign-language")
    #expect(package["version"] as? String == Benign.version)
    let build = (package["jupyterlab"] as? [String: Any])?["_build"] as? [String: String]
    let program = try #require(build?["load"])
    #expect(try folder.contents(of: "\(place)/static").map { "static/\($0)" } == [program])
    let script = try String(contentsOfFile: "\(folder.path)/\(place)/\(program)", encoding: .utf8)
    #expect(program == "static/remoteEntry.\(Benign.version)-\(FNV1a(script.utf8).hexadecimal).js")
    #expect(script.contains("\n    \"commands\": \"mixture dataset "))
    #expect(!script.contains("WORDS = {}"))
  }

  @Test("installing again replaces the folder, and leaves nothing beside it")
  func again() throws {
    for _ in 0..<2 {
      #expect(
        try Executable("install", "--prefix", folder.path, "--name", "Two").result().status == 0)
      _ = try folder.write("", to: "share/jupyter/kernels/two/stale")
    }
    #expect(
      try Executable("install", "--prefix", folder.path, "--name", "two").result().status == 0)
    #expect(try folder.contents(of: "share/jupyter/kernels") == ["two"])
    #expect(try folder.contents(of: "share/jupyter/kernels/two") == InstallTests.files)
    #expect(try folder.contents(of: "share/jupyter/labextensions") == ["benign-language"])
  }

  @Test(
    "the place follows Jupyter's rules",
    arguments: [
      (["JUPYTER_DATA_DIR": "a", "XDG_DATA_HOME": "b"], "--user", "a/kernels"),
      (["XDG_DATA_HOME": "b", "HOME": "c"], "--user", "b/jupyter/kernels"),
      (["JUPYTER_DATA_DIR": "", "HOME": "c"], "--user", "c/.local/share/jupyter/kernels"),
      (["VIRTUAL_ENV": "d"], "--sys-prefix", "d/share/jupyter/kernels"),
      (["CONDA_PREFIX": "e"], "--sys-prefix", "e/share/jupyter/kernels"),
    ])
  func place(_ variables: [String: String], _ option: String, _ expected: String) throws {
    let absolute = variables.mapValues { $0.isEmpty ? "" : "\(folder.path)/\($0)" }
    #expect(try Executable("install", option, environment: absolute).result().status == 0)
    #expect(try folder.contents(of: expected) == ["benign"])
  }

  @Test("an impossible place or name is refused by name, and nothing is written")
  func refusals() throws {
    let file = try folder.write("", to: "file")
    let (status, _, errors) = try Executable("install", "--prefix", file).result()
    #expect(status == 1)
    #expect(errors == "Error: cannot make \(file)/share/jupyter/kernels: Not a directory\n")
    for name in ["a/b", "..", "", "ü"] {
      #expect(
        try Executable("install", "--prefix", folder.path, "--name", name).result().status == 64)
    }
    #expect(try Executable("install", "--user", "--sys-prefix").result().status == 64)
    #expect(try folder.contents(of: "") == ["file"])
  }

  @Test("the version is one line")
  func version() throws {
    let (status, output, _) = try Executable("--version").result()
    #expect(status == 0)
    #expect(
      output.wholeMatch(of: /benign \d+\.\d+\.\d+\+[0-9a-z]+(-changed)?\.(native|x86-64-v[34])\n/)
        != nil)
  }
}
