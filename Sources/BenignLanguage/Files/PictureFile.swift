// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import SVGConversion

/// The form of a file that a picture is written to.
enum PictureFile: String, CaseIterable {
  case svg, pdf, png, tex

  /// Pixels of a PNG file for one of the picture: it is sharp on fine screens, too.
  private static let pixelsOfPNG = 2.0
  private static let otherPictures: Set<String> = [
    "jpg", "jpeg", "gif", "webp", "ps", "eps", "tiff", "bmp",
  ]

  /// The form that a file's ending names; a name with another ending, or none, gets SVG.
  ///
  /// - Throws: `InvalidArgument` for the ending of another kind of picture.
  init(path: String) throws(Diagnostic) {
    let point = path.lastIndex(of: ".")
    let ending = point.map { path[path.index(after: $0)...].lowercased() } ?? ""
    if let point, Self.otherPictures.contains(ending) {
      throw Diagnostic(
        .invalidArgument, "plot writes SVG, PDF, PNG and TeX, not \(ending.uppercased()).",
        expected: "a name that ends in .svg, .pdf, .png or .tex",
        suggestion: PlainText.quoted(path[..<point] + ".png"))
    }
    self = Self(rawValue: ending) ?? .svg
  }

  /// The bytes of the file.
  ///
  /// - Throws: `FileError` where the library that makes it is missing or refuses.
  func bytes(of figure: Figure) throws(Diagnostic) -> [UInt8] {
    switch self {
    case .svg: return Array(figure.svg().utf8)
    case .tex: return Array(figure.pgfplots().utf8)
    case .pdf, .png:
      do throws(SVGConverter.Failure) {
        let (svg, size) = (Array(figure.svg(hidesSeams: self == .pdf).utf8), figure.pixels)
        let converter = try SVGConverter()
        return self == .pdf
          ? try converter.pdf(svg, width: size.width, height: size.height)
          : try converter.png(
            svg, width: size.width, height: size.height, scale: Self.pixelsOfPNG)
      } catch {
        throw failure(error)
      }
    }
  }

  private func failure(_ failure: SVGConverter.Failure) -> Diagnostic {
    let name = rawValue.uppercased()
    switch failure {
    case .noLibrary:
      return Diagnostic(
        .file, "A \(name) file is made by librsvg, which is not installed here.",
        expected: "Debian's package \(SVGConverter.package), or a name that ends in .svg or .tex",
        suggestion: "apt install \(SVGConverter.package)")
    case .refused(let words):
      return Diagnostic(.file, "librsvg cannot make the \(name) file: \(words).")
    }
  }
}
