// SPDX-License-Identifier: Apache-2.0

extension SessionTable {
  static let layout = DatabaseLayout(
    file: "sessions.sqlite", pageSize: 16_384,
    versions: [
      [
        """
        CREATE TABLE session (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          key TEXT NOT NULL,
          turn INTEGER NOT NULL        -- ascending in the order of the sessions' last changes
        )
        """,
        "CREATE INDEX session_by_key ON session (key)",
        "CREATE INDEX session_by_turn ON session (turn)",
        """
        CREATE TABLE part (
          session INTEGER NOT NULL REFERENCES session (number) ON DELETE CASCADE,
          name TEXT NOT NULL,
          content BLOB NOT NULL,
          UNIQUE (session, name)
        )
        """,
      ],
      // How its parts are written.
      ["ALTER TABLE session ADD COLUMN form INTEGER NOT NULL DEFAULT 1"],
    ])
}
