// SPDX-License-Identifier: Apache-2.0

public import JupyterProtocol
import Synchronization

/// What the cells of the main shell have published, kept so that it can be published again.
///
/// A page that is closed or loaded anew loses what came meanwhile; the kernel still has it. The oldest executions go when
/// all together take too much, and of one that publishes without end the beginning is kept.
public final class Transcript: Sendable {
  /// One publication, as it looked at the end.
  public enum Output: Sendable, Equatable {
    case text(String, OutputStreamName)
    case result(MIMEBundle)
    case display(MIMEBundle)
    case page(MIMEBundle)
    case failure(ErrorReport)
  }

  /// What is kept of an execution.
  public struct Record: Sendable, Equatable {
    public internal(set) var outputs: [Output] = []
    /// Publications that were too many to be kept.
    public internal(set) var omitted = 0
    /// Places of the displays that may still be updated.
    var displays: [String: Int] = [:]
    var bytes = Transcript.leastBytes
  }

  fileprivate struct State {
    var records: [Int: Record] = [:]
    /// Executions that are kept, oldest first.
    var order: [Int] = []
    var bytes = 0
  }

  /// The most bytes that are kept of all executions, and of one.
  public static let mostBytes = 32 << 20
  public static let mostBytesOfOne = 8 << 20
  /// The bytes that count for an execution that publishes nothing.
  private static let leastBytes = 200

  private let state = Mutex(State())

  public init() {}

  /// The numbers of the executions that are kept, ascending; the last one may be running.
  public var executions: [Int] { state.withLock { $0.order } }

  public func record(of execution: Int) -> Record? { state.withLock { $0.records[execution] } }

  /// Begins to keep what an execution publishes.
  func begin(_ execution: Int) {
    state.withLock { state in
      state.records[execution] = Record()
      state.order.append(execution)
      state.bytes += Self.leastBytes
      state.makeRoom()
    }
  }

  /// - Parameter display: the id under which it may be updated.
  func append(_ output: Output, display: String? = nil, to execution: Int) {
    change(execution) { record in
      let bytes = output.bytes
      guard record.bytes + bytes <= Self.mostBytesOfOne else {
        record.omitted += 1
        return
      }
      record.bytes += bytes
      if let display { record.displays[display] = record.outputs.count }
      record.outputs.append(output)
    }
  }

  /// What stands from now on where an execution displayed something under that id.
  public func update(_ bundle: MIMEBundle, display: String, of execution: Int) {
    change(execution) { record in
      guard let place = record.displays[display] else { return }
      record.bytes += Output.display(bundle).bytes - record.outputs[place].bytes
      record.outputs[place] = .display(bundle)
    }
  }

  /// The cell has cleared its output.
  func clear(_ execution: Int) { change(execution) { $0 = Record() } }

  private func change(_ execution: Int, _ change: (inout Record) -> Void) {
    state.withLock { state in
      guard var record = state.records.removeValue(forKey: execution) else { return }
      state.bytes -= record.bytes
      change(&record)
      state.bytes += record.bytes
      state.records[execution] = record
      state.makeRoom()
    }
  }
}

extension Transcript.State {
  /// The oldest go; the last one is bounded by itself.
  fileprivate mutating func makeRoom() {
    var gone = 0
    while bytes > Transcript.mostBytes, gone + 1 < order.count {
      bytes -= records.removeValue(forKey: order[gone])?.bytes ?? 0
      gone += 1
    }
    order.removeFirst(gone)
  }
}

extension Transcript.Output {
  /// About what it takes in memory.
  fileprivate var bytes: Int {
    switch self {
    case .text(let text, _): 64 + text.utf8.count
    case .result(let bundle), .display(let bundle), .page(let bundle): bundle.bytes
    case .failure(let report):
      report.traceback.reduce(64 + report.message.utf8.count) { $0 + 32 + $1.utf8.count }
    }
  }
}

extension MIMEBundle {
  fileprivate var bytes: Int { JSONValue.object(data).bytes + JSONValue.object(metadata).bytes }
}

extension JSONValue {
  fileprivate var bytes: Int {
    switch self {
    case .null, .boolean, .integer, .number: 32
    case .string(let text): 32 + text.utf8.count
    case .written(let text): 32 + text.bytes.count
    case .array(let elements): elements.reduce(64) { $0 + $1.bytes }
    case .object(let members): members.reduce(128) { $0 + 64 + $1.key.utf8.count + $1.value.bytes }
    }
  }
}
