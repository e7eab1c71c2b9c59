// SPDX-License-Identifier: Apache-2.0

/// What the grammar has to know of words: a statement begins with a command, and each command says what may follow it.
struct Vocabulary: Sendable {
  /// What may stand between a command of that name and its first key; `nil` where the name is no command's.
  let shape: @Sendable (_ command: String) -> ArgumentShape?
  /// The right form of a word that begins a statement as a command would, and is none.
  let formOfCommand: @Sendable (_ word: String) -> String?
  /// The right form of `owner.name(…)`: functions belong to nothing.
  let formOfMethod: @Sendable (_ owner: String, _ name: String) -> String?
  /// The right form of a number behind a command that takes none.
  let formOfNumber: @Sendable (_ command: String, _ number: String) -> String?
  /// The right form of `owner.name.member`: a name has one point at most.
  let formOfMember: @Sendable (_ owner: String, _ name: String, _ member: String) -> String?
}
