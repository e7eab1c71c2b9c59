// SPDX-License-Identifier: Apache-2.0

import JupyterKernel
import JupyterProtocol
import Synchronization

/// The explorations whose sliders are shown, and the comm over which pages that are loaded anew ask for all of them.
final class LiveExplorations: CommHandler {
  /// The comm's target.
  static let target = "jupyter.widget.control"
  /// Beyond, the oldest is closed.
  private static let most = 16

  /// Oldest first.
  private let open = Mutex<[LiveExploration]>([])

  /// Adds one; the cell's earlier one goes, and the oldest of too many.
  func add(_ exploration: LiveExploration, on output: any CellOutput) {
    let gone = open.withLock { open in
      let earlier = open.filter { $0.cell != nil && $0.cell == exploration.cell }
      open.removeAll { one in earlier.contains { $0 === one } }
      open.append(exploration)
      let old = open.prefix(max(0, open.count - Self.most))
      open.removeFirst(old.count)
      return earlier + old
    }
    for one in gone { one.close(on: output) }
    exploration.show(on: output)
  }

  func remove(_ exploration: LiveExploration) {
    open.withLock { $0.removeAll { $0 === exploration } }
  }

  func receive(
    _ message: CommDelivery, output: any CommOutput, interruption: Interruption
  ) {
    guard message.data["method"]?.text == "request_states" else { return }
    let models = open.withLock { $0 }.flatMap(\.models)
    let states = models.map { ($0.id, $0.described) }
    output.send(
      CommMessage(
        commID: message.comm,
        data: [
          "method": "update_states",
          "states": .object(Dictionary(uniqueKeysWithValues: states)), "buffer_paths": [],
        ]))
  }

  func closed(_ id: String, output: any CommOutput) {}
}
