// SPDX-License-Identifier: Apache-2.0

/// A message as it came.
public struct Incoming: Sendable {
  public internal(set) var frames: [[UInt8]]
  /// Frames that were too many to be kept.
  public internal(set) var omitted = 0
  /// What all frames took on the wire.
  public internal(set) var bytes = 0
  /// The descriptor of the connection over which it came, open or not any more.
  public internal(set) var connection: Int32?

  public init(frames: [[UInt8]] = []) { self.frames = frames }

  /// What a frame of so many bytes takes on the wire (ZMTP 3: flags and length before it).
  public static func bytesOnWire(_ count: Int) -> Int { count + (count > 255 ? 9 : 2) }
}
