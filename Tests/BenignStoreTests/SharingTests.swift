// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import BenignStore

@Suite("one database, many writers")
struct SharingTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("two stores, four threads each, on a database that none has made: nothing is lost")
  func threads() async throws {
    let stores = [folder.store, folder.store]
    try await withThrowingTaskGroup { group in
      for writer in 0..<8 {
        group.addTask {
          for number in 0..<100 {
            try stores[writer % 2].record(.measured([Double(number)]), of: "\(writer) \(number)")
          }
        }
      }
      try await group.waitForAll()
    }
    let identities = (0..<8).flatMap { writer in (0..<100).map { "\(writer) \($0)" } }
    #expect(try folder.store.outcomes(of: identities).count == 800)
    #expect(try folder.isSound())
  }

  @Test("processes that begin together lose nothing, and none fails")
  func processes() throws {
    let writers = try (0..<4).map { try Writer(in: folder, name: "writer\($0)", count: 100) }
    let told = try writers.flatMap { try $0.identitiesUntilItsEnd() }
    #expect(writers.allSatisfy { $0.process.terminationStatus == 0 })
    #expect(told.count == 400)
    #expect(try folder.store.outcomes(of: told).count == 400)
  }

  @Test("two who record the same leave one row of it")
  func same() throws {
    let writers = try (0..<2).map { _ in try Writer(in: folder, name: "same", count: 200) }
    for writer in writers { _ = try writer.identitiesUntilItsEnd() }
    #expect(try folder.connection().number("SELECT count(*) FROM outcome") == 200)
  }

  @Test("a process that is killed while it records has lost nothing that it was told is kept")
  func killed() throws {
    var told: [String] = []
    for round in 0..<5 {
      let writer = try Writer(in: folder, name: "round\(round)", count: 1_000_000)
      // Killed amid writing, and each time at another place.
      told += try writer.identities(killingAfter: 1 + 97 * round)
      #expect(writer.process.terminationReason == .uncaughtSignal)
    }
    #expect(told.count > 5)
    #expect(try folder.store.outcomes(of: told).count == told.count)
    #expect(try folder.isSound())
  }

  @Test("a reader does not wait for a writer amid a transaction")
  func readers() throws {
    try folder.store.record(.measured([1]), of: "a")
    let writer = try folder.connection(after: "BEGIN IMMEDIATE", "DELETE FROM outcome")
    #expect(try folder.store.outcomes(of: ["a"]) == ["a": .measured([1])])
    try writer.execute("ROLLBACK")
  }
}

/// A process that records outcomes, and what it says of them.
struct Writer {
  let process = Process()
  private let output = Pipe()

  init(in folder: ScratchFolder, name: String, count: Int) throws {
    // SwiftPM puts executables beside the one that runs the tests.
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    process.executableURL =
      URL(filePath: tests).deletingLastPathComponent().appending(path: "StoreWriter")
    process.arguments = [folder.path, name, String(count)]
    process.standardOutput = output
    try process.run()
  }

  func identitiesUntilItsEnd() throws -> [String] {
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return lines(of: text)
  }

  /// Kills it when it has said so many, and takes what it had said until then.
  func identities(killingAfter count: Int) throws -> [String] {
    var text = Data()
    while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { break }
      text += more
    }
    kill(process.processIdentifier, SIGKILL)
    text += try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return lines(of: text)
  }

  /// Whole lines only: a killed process may have left half of one.
  private func lines(of text: Data) -> [String] {
    String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }
}
