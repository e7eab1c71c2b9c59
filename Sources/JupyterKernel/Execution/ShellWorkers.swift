// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import JupyterProtocol
import Synchronization
import ZeroMQ

/// The main shell and the subshells (JEP 91).
final class ShellWorkers: Sendable {
  let main: ShellWorker
  private let interpreter: any Interpreter
  private let bell: Wakeup
  private let transcript = Transcript()
  private let subshells = Mutex<[String: ShellWorker]>([:])

  /// - Parameter bell: wakes whoever calls `tend`.
  init(interpreter: any Interpreter, bell: Wakeup) throws(KernelError) {
    self.interpreter = interpreter
    self.bell = bell
    main = try .start(
      .main, interpreter: interpreter,
      surroundings: ShellWorker.Surroundings(needsTending: { bell.ring() }, isIdle: {}),
      transcript: transcript)
  }

  func subshell(_ id: String) -> ShellWorker? { subshells.withLock { $0[id] } }

  var subshellIDs: [String] { subshells.withLock { $0.keys.sorted() } }

  /// - Returns: the id of a new subshell, whose thread runs.
  func createSubshell() throws(KernelError) -> String {
    let id = UUID().uuidString.lowercased()
    let surroundings = ShellWorker.Surroundings(
      needsTending: { [bell] in bell.ring() }, isIdle: { [main] in main.repeatBusy() })
    let worker = try ShellWorker.start(
      .subshell(id), interpreter: interpreter, surroundings: surroundings, transcript: transcript)
    subshells.withLock { $0[id] = worker }
    return id
  }

  /// Stops a subshell; `false` if there is none of this id.
  func deleteSubshell(_ id: String) -> Bool {
    guard let worker = subshells.withLock({ $0.removeValue(forKey: id) }) else { return false }
    worker.stop()
    return true
  }

  /// Interrupts whatever runs: an interrupt is for the whole process.
  ///
  /// - Parameter request: the client's; `nil` for a signal.
  func interrupt(_ request: MessageHeader? = nil) { all.forEach { $0.interrupt(request) } }

  func stop() { all.forEach { $0.stop() } }

  var haveEnded: Bool { all.allSatisfy(\.hasEnded) }

  /// Lets go what is due of any worker.
  /// - Returns: the moment at which to look again; `nil` if no cell runs.
  func tend(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    all.compactMap { $0.tend(at: now) }.min()
  }

  private var all: [ShellWorker] { [main] + subshells.withLock { Array($0.values) } }
}
