// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

@testable import BenignStore

struct FolderTests {
  @Test(
    "the folder is BENIGN_DATA, else XDG's, else the home's",
    arguments: [
      (["BENIGN_DATA": "/d", "XDG_DATA_HOME": "/x", "HOME": "/h"], "/d"),
      (["BENIGN_DATA": "relative", "HOME": "/h"], "relative"),
      (["XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/benign"),
      (["XDG_DATA_HOME": "", "HOME": "/h"], "/h/.local/share/benign"),
      (["XDG_DATA_HOME": "not/absolute", "HOME": "/h"], "/h/.local/share/benign"),
      (["HOME": "/h"], "/h/.local/share/benign"),
    ])
  func folder(variables: [String: String], folder: String) {
    #expect(Store.folder(environment: { variables[$0] }) == folder)
  }

  @Test(
    "nothing is kept where BENIGN_DATA is empty, or nobody is at home",
    arguments: [
      ["BENIGN_DATA": "", "XDG_DATA_HOME": "/x", "HOME": "/h"], ["HOME": ""], [:],
    ])
  func nowhere(variables: [String: String]) {
    #expect(Store.folder(environment: { variables[$0] }) == nil)
  }

  @Test("what is kept is its owner's alone, also in a folder and in files that were there")
  func privateFiles() throws {
    let folder = try ScratchFolder()
    #expect(chmod(folder.path, 0o755) == 0)
    for _ in 0..<2 {
      let store = Store(folder: folder.path)
      try store.record(.measured([1]), of: "a")
      let session = SessionStore(folder: folder.path, key: "k", form: 1)
      try session.keep([part("p", 1, [1, 2, 3])], turn: 1)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.contains("outcomes.sqlite") && names.contains("sessions.sqlite"))
      for name in names {
        var status = stat()
        #expect(stat("\(folder.path)/\(name)", &status) == 0)
        #expect(status.st_mode & 0o077 == 0, "\(name)")
        // As files of an older version are found the second time.
        #expect(chmod("\(folder.path)/\(name)", 0o644) == 0)
      }
    }
  }
}
