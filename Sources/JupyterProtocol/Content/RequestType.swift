// SPDX-License-Identifier: Apache-2.0

/// The requests that this kernel knows, by `msg_type`.
public enum RequestType: String, Sendable, CaseIterable {
  case kernelInfo = "kernel_info_request"
  case execute = "execute_request"
  case complete = "complete_request", isComplete = "is_complete_request"
  case inspect = "inspect_request"
  case history = "history_request"
  case commInfo = "comm_info_request"
  case commOpen = "comm_open", commMessage = "comm_msg", commClose = "comm_close"
  case connect = "connect_request"
  case shutdown = "shutdown_request", interrupt = "interrupt_request"
  case createSubshell = "create_subshell_request", deleteSubshell = "delete_subshell_request"
  case listSubshells = "list_subshell_request"
  case usage = "usage_request"

  /// `msg_type` of the reply; `nil` where the protocol has none.
  public var replyType: String? {
    let suffix = "_request"
    guard rawValue.hasSuffix(suffix) else { return nil }
    return rawValue.dropLast(suffix.count) + "_reply"
  }

  /// Whether JupyterLab and jupyter_server show the status that belongs to such a request as the kernel's.
  public var changesShownStatus: Bool {
    switch self {
    case .kernelInfo, .commInfo, .shutdown, .interrupt: false
    case .execute, .complete, .inspect, .isComplete, .history, .commOpen, .commMessage, .commClose,
      .connect, .createSubshell, .deleteSubshell, .listSubshells, .usage:
      true
    }
  }
}
