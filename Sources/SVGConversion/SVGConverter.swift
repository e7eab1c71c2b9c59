// SPDX-License-Identifier: Apache-2.0

/// Makes PDF and PNG files of SVG documents, with librsvg and cairo.
///
/// The libraries are loaded when they are first asked for, so that a process without pictures for papers neither waits for them nor holds them.
public struct SVGConverter: Sendable {
  /// Why there is no file.
  public enum Failure: Error, Sendable, Equatable {
    /// The libraries are not installed.
    case noLibrary
    /// The document cannot be drawn, or the file not be made; in the library's words.
    case refused(String)
  }

  /// Debian's name of the package that brings the libraries.
  public static let package = "librsvg2-2"

  private let libraries: Libraries

  /// - Throws: `noLibrary`.
  public init() throws(Failure) { try self.init(Libraries.shared) }

  init(_ libraries: Libraries?) throws(Failure) {
    guard let libraries else { throw .noLibrary }
    self.libraries = libraries
  }

  /// A PDF document of one page. A pixel is 0.75 pt; texts stay texts.
  ///
  /// - Parameters:
  ///   - width: of the page, in pixels.
  ///   - height: of the page, in pixels.
  public func pdf(_ svg: [UInt8], width: Double, height: Double) throws(Failure) -> [UInt8] {
    let output = Output()
    let (w, h) = (0.75 * width, 0.75 * height)
    let surface = libraries.pdfSurface(
      Output.write, Unmanaged.passUnretained(output).toOpaque(), w, h)
    defer { libraries.destroySurface(surface) }
    // The same picture gives the same bytes: no moment stands in them.
    libraries.setMetadata(surface, 5, "")
    try draw(svg, on: surface, width: w, height: h)
    libraries.finish(surface)
    return try output.bytes(of: surface, libraries)
  }

  /// A PNG picture.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels of the document.
  ///   - height: the same.
  ///   - scale: pixels of the picture for one of the document.
  public func png(
    _ svg: [UInt8], width: Double, height: Double, scale: Double
  ) throws(Failure) -> [UInt8] {
    let (w, h) = ((width * scale).rounded(), (height * scale).rounded())
    // cairo's own limit.
    guard let columns = Int32(exactly: w), let rows = Int32(exactly: h),
      max(columns, rows) <= 32_767
    else { throw .refused("a picture has at most 32767 pixels a side") }
    let argb: Int32 = 0
    let surface = libraries.imageSurface(argb, columns, rows)
    defer { libraries.destroySurface(surface) }
    try draw(svg, on: surface, width: w, height: h)
    let output = Output()
    try libraries.check(
      libraries.writePNG(surface, Output.write, Unmanaged.passUnretained(output).toOpaque()))
    return try output.bytes(of: surface, libraries)
  }

  private func draw(
    _ svg: [UInt8], on surface: OpaquePointer, width: Double, height: Double
  ) throws(Failure) {
    try libraries.check(libraries.surfaceStatus(surface))
    var complaint: UnsafeMutableRawPointer?
    let handle = svg.withUnsafeBufferPointer {
      libraries.newHandle($0.baseAddress, $0.count, &complaint)
    }
    guard let handle else { throw libraries.failure(complaint) }
    defer { libraries.unref(handle) }
    let context = libraries.context(surface)
    defer { libraries.destroyContext(context) }
    var place = Libraries.Rectangle(x: 0, y: 0, width: width, height: height)
    guard libraries.render(handle, context, &place, &complaint) != 0 else {
      throw libraries.failure(complaint)
    }
    try libraries.check(libraries.contextStatus(context))
  }
}

/// Collects the bytes that cairo writes.
private final class Output {
  private var collected: [UInt8] = []

  static let write: Libraries.Write = { target, bytes, count in
    guard let target, let bytes else { return 0 }
    Unmanaged<Output>.fromOpaque(target).takeUnretainedValue().collected
      .append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
    return 0
  }

  /// - Throws: what has gone wrong with the surface.
  func bytes(
    of surface: OpaquePointer, _ libraries: Libraries
  ) throws(SVGConverter.Failure) -> [UInt8] {
    try libraries.check(libraries.surfaceStatus(surface))
    return collected
  }
}
