// SPDX-License-Identifier: Apache-2.0

public import BenignCharts
public import Concurrency

/// Sliders and menus that somebody may move, and what is seen where they stand.
///
/// It outlives its statement, and knows nothing of what later cells do. A place is a number for each control: the value of a slider, the
/// index of a menu.
public final class Exploration: Sendable, Equatable {
  public let controls: [Control]
  /// The name of the experiment that is explored.
  public let experiment: String
  private let look: @Sendable ([Double], StopSignal) -> View
  private let write: @Sendable ([Double]) -> String?

  /// - Parameters:
  ///   - look: finds what is seen at a place; a setting that fails is a view, too.
  ///   - write: makes the statements that lead to it; `nil` where there are none.
  init(
    _ controls: [Control], of experiment: String,
    look: @escaping @Sendable ([Double], StopSignal) -> View,
    write: @escaping @Sendable ([Double]) -> String?
  ) {
    self.controls = controls
    self.experiment = experiment
    self.look = look
    self.write = write
  }

  /// The place at which it begins.
  public var start: [Double] { controls.map(\.start) }

  /// Computes what is seen at a place.
  public func view(at place: [Double], stop: StopSignal) -> View { look(place, stop) }

  /// The statements that lead the experiment there, a line each; `nil` where the setting is refused.
  public func statements(at place: [Double]) -> String? { write(place) }

  public static func == (first: Exploration, second: Exploration) -> Bool { first === second }
}

extension Exploration {
  /// A slider or a menu.
  public struct Control: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case range(ClosedRange<Double>, isLogarithmic: Bool, isWhole: Bool)
      /// Its entries, as they are written.
      case menu([String])
    }

    /// The key that it sets.
    public let name: String
    public let kind: Kind
    public let start: Double

    /// A front end puts logarithmic sliders on a grid of 0.001: a number that has no more digits is still found there.
    private static let logarithmicDigits = 3
    /// The digits that are right where a browser adds up steps; those behind them are wrong.
    private static let linearDigits = 12

    init(_ name: String, _ kind: Kind, start: Double) {
      self.name = name
      self.kind = kind
      self.start = start
    }

    /// The value, or the index, that is meant by a number that a client sends; `nil` where that is none.
    public func settled(_ number: Double) -> Double? {
      guard number.isFinite else { return nil }
      switch kind {
      case .menu(let entries):
        let index = number.rounded()
        return entries.indices.contains(Int(saturating: index)) ? index : nil
      case .range(let range, let isLogarithmic, let isWhole):
        let digits = isLogarithmic ? Self.logarithmicDigits : Self.linearDigits
        let number = Double(ShortNumber(number, digits: digits).description) ?? number
        let near = isWhole ? number.rounded() : number
        return min(max(near, range.lowerBound), range.upperBound)
      }
    }

    /// A place as it is written, "4" or "student".
    func text(at place: Double) -> String {
      switch kind {
      case .range: NumberText(place).description
      case .menu(let entries): entries[Int(saturating: place)]
      }
    }
  }

  /// The pictures and numbers at a place.
  public struct View: Sendable, Equatable {
    /// "mu = 4, gamma = 0.3", or as much of it as there is.
    public let setting: String
    /// `nil` where the setting fails.
    public let figure: Figure?
    /// The numbers beside the picture: name, value, and what it means or how certain it is.
    public let numbers: Grid?
    /// Warnings, or in place of a picture why there is none.
    public let remarks: [String]

    /// The text that clients get which show neither sliders nor pictures.
    public var text: String {
      let picture = figure.map { [$0.alternativeText] } ?? []
      let numbers = numbers.map { GridText($0).lines } ?? []
      return (["explore shows \(setting)"] + picture + remarks + numbers)
        .joined(separator: "\n")
    }
  }
}
