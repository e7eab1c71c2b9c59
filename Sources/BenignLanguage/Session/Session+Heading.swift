// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Session {
  /// The head of a report on the current experiment as it is.
  func heading(_ kind: String, title: String? = nil) -> Report.Heading {
    Report.Heading(kind: kind, experiment: current, step: experiment.step, title: title)
  }
}
