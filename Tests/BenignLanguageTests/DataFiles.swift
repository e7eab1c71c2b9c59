// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import TestSupport

/// Comma-separated files, right and wrong ones.
enum DataFiles {
  /// Two clusters along the first feature; which one a row is in is the column `class`, up or down.
  static func clusters(rows: Int, features: Int, distance: Double = 2, seed: UInt64) -> String {
    var generator = SplitMix64(seed: seed)
    var text = (0..<features).map { "x\($0)," }.joined() + "class\n"
    for row in 0..<rows {
      let isUp = row % 2 == 0
      for column in 0..<features {
        // Twelve uniforms are near enough to a normal.
        let noise = (0..<12).reduce(-6.0) { sum, _ in
          sum + Double.random(in: 0..<1, using: &generator)
        }
        text += "\(noise + (column == 0 ? (isUp ? distance : -distance) : 0)),"
      }
      text += isUp ? "up\n" : "down\n"
    }
    return text
  }

  private static let wrong = [
    "empty.csv": "", "header.csv": "a,y\n", "alone.csv": "y\n1\n", "short.csv": "a,y\n1,0\n2\n",
    "word.csv": "a,y\n1,0\nx,1\n", "missing.csv": "a,y\n,0\n", "unlabelled.csv": "a,y\n1,\n",
    "open.csv": "a,y\n\"1,0\n", "one.csv": "a,y\n1,0\n2,0\n", "twins.csv": "y,y,a\n1,0,0\n2,0,1\n",
    "three.csv": "a,y\n1,red\n2,blue\n3,green\n", "control.csv": "a,y\n1\u{1B}[2J,0\n",
    "large.csv": "a,y\n1e200,0\n2,1\n",
  ]

  /// Into a folder, by their names.
  static func write(to folder: ScratchFolder) throws {
    try folder.write("a,b,y\n1,0,no\n2,1,yes\n0,3,no\n3,1,yes\n", to: "right.csv")
    for (name, text) in wrong { try folder.write(text, to: name) }
    try folder.write(Data([0x61, 0x2C, 0x79, 0x0A, 0x31, 0x2C, 0xFF, 0x0A]), to: "bytes.csv")
    let header = (0..<20_000).map { "x\($0)," }.joined() + "y"
    try folder.write(header + String(repeating: "\n", count: 30_000), to: "wide.csv")
    // Sparse: it takes no room.
    truncate(try folder.write("a,y\n", to: "huge.csv"), (1 << 30) + 1)
  }
}
