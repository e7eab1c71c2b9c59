// SPDX-License-Identifier: Apache-2.0

/// A large part of a value in memory, which copies of the value share.
public struct MemoryPart: Sendable {
  /// The same for copies that share it, as long as one of them lives.
  public let identity: UInt
  /// The size of the part in bytes.
  public let bytes: Int

  /// A part whose identity the caller knows.
  public init(identity: UInt, bytes: Int) {
    self.identity = identity
    self.bytes = bytes
  }

  init(_ object: AnyObject, bytes: Int) {
    self.init(identity: UInt(bitPattern: ObjectIdentifier(object)), bytes: bytes)
  }

  /// An array's elements.
  public init<Element>(_ array: [Element], bytes: Int? = nil) {
    identity = array.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    self.bytes = bytes ?? array.count * MemoryLayout<Element>.stride
  }
}

extension Experiment {
  /// What grows with the points and neurons, and with what is recorded.
  public var memory: [MemoryPart] {
    var parts = trajectory.columns.map { MemoryPart($0) }
    for matrix in [
      training?.preactivations, training?.coefficients, training?.velocity?.preactivations,
      training?.velocity?.coefficients,
    ] {
      if let matrix { parts.append(MemoryPart(matrix.storage)) }
    }
    if let design {
      parts += [design.points, design.neurons, design.gram].map { MemoryPart($0.storage) }
    }
    if let problem {
      // With H(0), and what its solutions may keep: K's eigenvectors or factor, G in tiles.
      let n = problem.points
      let doubles = n * problem.neurons + 4 * n * n
      parts.append(MemoryPart(problem, bytes: 8 * doubles))
    }
    if let test = design?.test.memory { parts.append(test) }
    return parts + sourceMemory
  }
}

extension TestSource {
  fileprivate var memory: MemoryPart? {
    switch self {
    case .gaussian: nil
    case .streamed(let points): MemoryPart(points, bytes: points.heldBytes)
    case .heldOut(let rows): MemoryPart(rows.points.storage)
    }
  }
}

extension StreamedNoise {
  /// All its parts, which are made and given up together.
  var memory: MemoryPart? {
    let arrays = parts.map { part in
      switch part {
      case .explicit(let matrix): matrix.storage
      case .rotated(_, let factor): factor.lower.storage
      }
    }
    let bytes = arrays.reduce(0) { $0 + 8 * $1.count }
    return arrays.first.map { MemoryPart($0, bytes: bytes) }
  }
}
