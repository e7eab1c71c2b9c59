// SPDX-License-Identifier: Apache-2.0

/// How far a long statement is.
public struct Progress: Sendable, Equatable {
  /// What is running: "run".
  public let activity: String
  /// 0…1, where the end is known.
  public let fraction: Double?
  /// Where it is: "t = 8214".
  public let place: String
  /// How fast it has been: "12000 steps/s".
  public let speed: String
  public let loss: Double?
  /// Seconds spent.
  public let elapsed: Double
  /// Seconds left; `nil` where nobody knows, because the end is not known or what is to come goes at another speed.
  public let remaining: Double?
  /// Whether this is the last one.
  public let isFinal: Bool
}

extension Progress {
  private static let barWidth = 24

  /// One line of plain text: bar, share, and the words.
  public var line: String {
    guard let fraction, !isFinal else { return "\(activity): \(words)" }
    let filled = Int(saturating: (fraction * Double(Self.barWidth)).rounded(.down))
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
    return "\(activity): \(bar) \(words)"
  }

  /// Share, place, speed, loss, time left; at the end the time in all.
  public var words: String {
    var parts: [String] = []
    if let fraction {
      parts.append("\(Int(saturating: (fraction * 100).rounded(.down))) %")
    }
    parts += [place, speed]
    if let loss { parts.append("loss \(ShortNumber(loss))") }
    if isFinal {
      parts.append("\(Self.clock(elapsed)) in all")
    } else if let remaining {
      parts.append("\(Self.clock(remaining)) left")
    } else {
      parts.append(Self.clock(elapsed))
    }
    return parts.joined(separator: ", ")
  }

  /// "12 s", "3 min 20 s", "2 h 5 min".
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "long" }
    let whole = Int(saturating: seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}
