// SPDX-License-Identifier: Apache-2.0

import BenignLanguage

/// The progress of a long statement as HTML: the browser's own bar, in the page's colour, and a line.
struct ProgressBar: CustomStringConvertible {
  let description: String

  init(_ progress: Progress) {
    let words = "<span>\(HTMLTable.escaped(progress.words))</span>"
    let bar = progress.fraction.map { fraction in
      let percent = Int(saturating: (fraction * 100).rounded(.down))
      return
        "<progress value=\"\(percent)\" max=\"100\" aria-label=\"\(HTMLTable.escaped(progress.activity))\""
        + " style=\"width: 14em; accent-color: var(--jp-brand-color1, #1f82c0)\">\(percent) %</progress>"
    }
    description =
      "<div style=\"display: flex; flex-wrap: wrap; gap: 0 1em; align-items: center;"
      + " font-variant-numeric: tabular-nums\">\(bar ?? "")\(words)</div>"
  }
}
