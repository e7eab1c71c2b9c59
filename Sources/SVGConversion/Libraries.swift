// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The functions of librsvg (2.46 or later), cairo and GLib that a conversion calls, found by name.
struct Libraries: Sendable {
  /// `cairo_write_func_t`.
  typealias Write =
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt32) -> Int32

  /// `RsvgRectangle`.
  struct Rectangle {
    var x, y, width, height: Double
  }

  /// `GError`.
  struct Complaint {
    let domain: UInt32
    let code: Int32
    let message: UnsafePointer<CChar>?
  }

  /// `GError **`; Swift's structures have no place in a C function's type.
  typealias Complaints = UnsafeMutablePointer<UnsafeMutableRawPointer?>
  typealias Read = @convention(c) (UnsafePointer<UInt8>?, Int, Complaints) -> OpaquePointer?
  typealias Render =
    @convention(c) (OpaquePointer, OpaquePointer, UnsafeMutableRawPointer, Complaints) ->
    Int32
  typealias PageSurface =
    @convention(c) (Write, UnsafeMutableRawPointer?, Double, Double) -> OpaquePointer
  typealias WritePNG = @convention(c) (OpaquePointer, Write, UnsafeMutableRawPointer?) -> Int32

  /// - Returns: `nil` where a library is not installed, or has not all of them.
  static let shared = Libraries()

  let newHandle: Read
  let render: Render
  let unref: @convention(c) (OpaquePointer) -> Void
  private let freeComplaint: @convention(c) (UnsafeMutableRawPointer) -> Void
  let pdfSurface: PageSurface
  let setMetadata: @convention(c) (OpaquePointer, Int32, UnsafePointer<CChar>) -> Void
  let imageSurface: @convention(c) (Int32, Int32, Int32) -> OpaquePointer
  let writePNG: WritePNG
  let surfaceStatus: @convention(c) (OpaquePointer) -> Int32
  let finish: @convention(c) (OpaquePointer) -> Void
  let destroySurface: @convention(c) (OpaquePointer) -> Void
  let context: @convention(c) (OpaquePointer) -> OpaquePointer
  let contextStatus: @convention(c) (OpaquePointer) -> Int32
  let destroyContext: @convention(c) (OpaquePointer) -> Void
  private let words: @convention(c) (Int32) -> UnsafePointer<CChar>

  /// - Parameter rsvg: the file of librsvg.
  init?(rsvg: String = "librsvg-2.so.2") {
    let rsvg = Library(rsvg)
    let (cairo, objects) = (Library("libcairo.so.2"), Library("libgobject-2.0.so.0"))
    guard let newHandle = rsvg["rsvg_handle_new_from_data"],
      let render = rsvg["rsvg_handle_render_document"], let unref = objects["g_object_unref"],
      let freeComplaint = Library("libglib-2.0.so.0")["g_error_free"],
      let pdfSurface = cairo["cairo_pdf_surface_create_for_stream"],
      let setMetadata = cairo["cairo_pdf_surface_set_metadata"],
      let imageSurface = cairo["cairo_image_surface_create"],
      let writePNG = cairo["cairo_surface_write_to_png_stream"],
      let surfaceStatus = cairo["cairo_surface_status"],
      let finish = cairo["cairo_surface_finish"],
      let destroySurface = cairo["cairo_surface_destroy"], let context = cairo["cairo_create"],
      let contextStatus = cairo["cairo_status"], let destroyContext = cairo["cairo_destroy"],
      let words = cairo["cairo_status_to_string"]
    else { return nil }
    self.newHandle = unsafeBitCast(newHandle, to: Read.self)
    self.render = unsafeBitCast(render, to: Render.self)
    self.unref = unsafeBitCast(unref, to: (@convention(c) (OpaquePointer) -> Void).self)
    self.freeComplaint = unsafeBitCast(
      freeComplaint, to: (@convention(c) (UnsafeMutableRawPointer) -> Void).self)
    self.pdfSurface = unsafeBitCast(pdfSurface, to: PageSurface.self)
    self.setMetadata = unsafeBitCast(
      setMetadata, to: (@convention(c) (OpaquePointer, Int32, UnsafePointer<CChar>) -> Void).self)
    self.imageSurface = unsafeBitCast(
      imageSurface, to: (@convention(c) (Int32, Int32, Int32) -> OpaquePointer).self)
    self.writePNG = unsafeBitCast(writePNG, to: WritePNG.self)
    self.surfaceStatus = unsafeBitCast(
      surfaceStatus, to: (@convention(c) (OpaquePointer) -> Int32).self)
    self.finish = unsafeBitCast(finish, to: (@convention(c) (OpaquePointer) -> Void).self)
    self.destroySurface = unsafeBitCast(
      destroySurface, to: (@convention(c) (OpaquePointer) -> Void).self)
    self.context = unsafeBitCast(
      context, to: (@convention(c) (OpaquePointer) -> OpaquePointer).self)
    self.contextStatus = unsafeBitCast(
      contextStatus, to: (@convention(c) (OpaquePointer) -> Int32).self)
    self.destroyContext = unsafeBitCast(
      destroyContext, to: (@convention(c) (OpaquePointer) -> Void).self)
    self.words = unsafeBitCast(
      words, to: (@convention(c) (Int32) -> UnsafePointer<CChar>).self)
  }

  /// - Parameter status: `cairo_status_t`; 0 is success.
  func check(_ status: Int32) throws(SVGConverter.Failure) {
    guard status != 0 else { return }
    throw .refused(String(cString: words(status)))
  }

  /// The failure that librsvg reports; its report is freed.
  func failure(_ complaint: UnsafeMutableRawPointer?) -> SVGConverter.Failure {
    guard let complaint else { return .refused("librsvg gives no reason") }
    defer { freeComplaint(complaint) }
    let words = complaint.load(as: Complaint.self).message
    return .refused(words.map { String(cString: $0) } ?? "")
  }
}

/// A shared library, which stays loaded.
private struct Library {
  private let handle: UnsafeMutableRawPointer?

  init(_ name: String) { handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) }

  /// The address of a function; `nil` where there is none.
  subscript(name: String) -> UnsafeMutableRawPointer? { handle.flatMap { dlsym($0, name) } }
}
