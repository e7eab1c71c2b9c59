// SPDX-License-Identifier: Apache-2.0

public import BenignCharts

/// One publication of a cell, as a value; which MIME types it becomes is decided elsewhere.
public enum Event: Sendable, Equatable {
  /// Text for stdout, line breaks included.
  case output(String)
  /// Text for stderr, line breaks included.
  case warning(String)
  case value(Value)
  case report(Report)
  case figure(Figure)
  /// A picture that takes the place of the one before, until the final one.
  case growing(Figure, isFinal: Bool)
  /// Sliders, and what is seen where they begin.
  case exploration(Exploration, Exploration.View)
  case progress(Progress)
  case page(Page)
  /// All that an execution has published, once more.
  case again(Int)
  case clear
}
