// SPDX-License-Identifier: Apache-2.0

import BenignStore
import Testing

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
}
