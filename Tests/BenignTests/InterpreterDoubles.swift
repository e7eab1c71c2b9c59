// SPDX-License-Identifier: Apache-2.0

import JupyterKernel
import JupyterProtocol
import Synchronization

/// Keeps what a cell publishes.
final class RecordingOutput: CellOutput {
  enum Publication: Equatable {
    case text(String, OutputStreamName)
    case result(MIMEBundle)
    case display(MIMEBundle, id: String?)
    case update(MIMEBundle, id: String)
    case clear
    case opened(CommOpen)
    case sent(CommMessage)
    case closed(String)
    case page(MIMEBundle)
  }

  private let kept = Mutex<[Publication]>([])

  var publications: [Publication] { kept.withLock { $0 } }

  func write(_ text: String, to stream: OutputStreamName) { keep(.text(text, stream)) }
  func result(_ bundle: MIMEBundle) { keep(.result(bundle)) }
  func display(_ bundle: MIMEBundle, id: String?) { keep(.display(bundle, id: id)) }
  func update(_ bundle: MIMEBundle, id: String) { keep(.update(bundle, id: id)) }
  func open(_ comm: CommOpen, handler: any CommHandler) { keep(.opened(comm)) }
  func send(_ message: CommMessage) { keep(.sent(message)) }
  func close(_ comm: CommClose) { keep(.closed(comm.commID)) }
  func clear(wait: Bool) { keep(.clear) }
  func page(_ bundle: MIMEBundle) { keep(.page(bundle)) }

  private func keep(_ publication: Publication) { kept.withLock { $0.append(publication) } }
}

/// An interruption that a test asks for.
final class Switch: Sendable {
  private let isOn = Atomic(false)

  func turnOn() { isOn.store(true, ordering: .relaxed) }
  var interruption: Interruption { Interruption { self.isOn.load(ordering: .relaxed) } }
}
