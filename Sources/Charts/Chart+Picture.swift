import CCairo

/// A picture that could not be drawn: cairo's own words.
public struct DrawingError: Error, Sendable, CustomStringConvertible {
  /// What went wrong, in a line.
  public let description: String
}

extension Chart {
  /// The formats of a picture.
  public enum PictureFormat: String, Sendable, CaseIterable {
    /// Scalable Vector Graphics.
    case svg
    /// Portable Network Graphics, two pixels a point.
    case png

    /// The format that a file's name ends in; nil where it is none of these.
    public init?(file: String) {
      guard let end = file.split(separator: ".").last.flatMap({ Self(rawValue: $0.lowercased()) })
      else { return nil }
      self = end
    }
  }

  /// The chart as the bytes of a picture file.
  ///
  /// - Throws: ``DrawingError`` where cairo has no memory or no font.
  public func picture(_ format: PictureFormat) throws -> [UInt8] {
    let width = columns > 1 ? 500 * Double(columns) : 720
    let height = 100 + 360 * Double(rows)
    let bytes = ByteSink()
    let sink = Unmanaged.passUnretained(bytes).toOpaque()
    let surface =
      switch format {
      case .svg: cairo_svg_surface_create_for_stream(ByteSink.append, sink, width, height)
      case .png:
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width * 2), Int32(height * 2))
      }
    defer { cairo_surface_destroy(surface) }
    let context = cairo_create(surface)
    defer { cairo_destroy(context) }
    if format == .png { cairo_scale(context, 2, 2) }

    let pen = Pen(context: context!)
    pen.draw(self, width: width, height: height)
    try Self.check(cairo_status(context))
    if format == .png {
      try Self.check(cairo_surface_write_to_png_stream(surface, ByteSink.append, sink))
    }
    cairo_surface_finish(surface)
    try Self.check(cairo_surface_status(surface))
    return bytes.content
  }

  private static func check(_ status: cairo_status_t) throws {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw DrawingError(
      description: "the picture cannot be drawn: \(String(cString: cairo_status_to_string(status)))"
    )
  }
}

/// What cairo writes, gathered.
private final class ByteSink {
  var content: [UInt8] = []

  static let append: cairo_write_func_t = { sink, data, length in
    Unmanaged<ByteSink>.fromOpaque(sink!).takeUnretainedValue().content
      .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
    return CAIRO_STATUS_SUCCESS
  }
}
