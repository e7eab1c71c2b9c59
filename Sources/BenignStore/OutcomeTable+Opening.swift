// SPDX-License-Identifier: Apache-2.0

extension OutcomeTable {
  static let layout = DatabaseLayout(
    file: "outcomes.sqlite",
    versions: [
      [
        """
        CREATE TABLE outcome (
          number INTEGER PRIMARY KEY,  -- ascending in the order of recording
          hash INTEGER NOT NULL,       -- FNV-1a of identity
          identity TEXT NOT NULL,
          content NOT NULL             -- a blob of little-endian doubles, or the text of a failure
        )
        """,
        "CREATE INDEX outcome_by_hash ON outcome (hash)",
      ],
      [
        // Null where an older Benign has recorded the outcome in the meantime.
        "ALTER TABLE outcome ADD COLUMN seal INTEGER",
        "UPDATE outcome SET seal = seal(identity, content)",
      ],
      [
        // The Benign that has computed the outcome, where it is another one than its identity says; else null. Sealed with the identity.
        "ALTER TABLE outcome ADD COLUMN origin TEXT"
      ],
    ])
}
