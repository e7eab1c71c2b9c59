// SPDX-License-Identifier: Apache-2.0

import BenignStore
import Concurrency

@testable import BenignLanguage

extension KeptSession {
  /// All that is written of a session, by name.
  static func parts(of session: Session) -> [String: [UInt8]] {
    let kept = KeptSession(session)
    let parts = (kept.parts + [kept.index(leftOut: [])]).map { ($0.name, $0.content(.max) ?? []) }
    return Dictionary(uniqueKeysWithValues: parts)
  }
}

extension RestoredSession {
  init(_ parts: [String: [UInt8]], form: Int = KeptSession.form) throws(Diagnostic) {
    try self.init(SessionStore.Kept(form: form, parts: parts), stop: .never)
  }
}

extension KeptExperiment {
  init(_ bytes: [UInt8], sealedAs name: String) throws(ByteReader.Damage) {
    var reader = try ByteReader(bytes, sealedAs: name)
    try self.init(&reader)
    try reader.end()
  }
}

/// Bytes with the seal of such content under a name.
func sealed(_ bytes: some Sequence<UInt8>, as name: String = "") throws -> [UInt8] {
  var writer = ByteWriter()
  for byte in bytes { writer.tag(byte) }
  guard let sealed = writer.sealed(as: name) else { throw ByteReader.Damage() }
  return sealed
}
