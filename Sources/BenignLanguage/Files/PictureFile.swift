// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import SVGConversion

/// The form of a file that a picture is written to.
enum PictureFile: String, FileForm {
  case svg, pdf, png, tex

  static let subject = "A picture"

  /// Pixels of a PNG file for one of the picture: it is sharp on fine screens, too.
  static let pixelsOfPNG = 2.0
  private static let otherPictures: Set<String> = [
    "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp",
  ]

  /// Pixels for pixels, vectors for the rest.
  static func replacement(for ending: String) -> PictureFile? {
    if ["ps", "eps"].contains(ending) { return .pdf }
    return otherPictures.contains(ending) ? .png : .svg
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
