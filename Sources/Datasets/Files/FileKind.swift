/// A kind of file that is written here, as its first bytes tell it from others.
///
/// A file of another kind that stands where one is to be written is somebody's, and never replaced.
public struct FileKind: Sendable {
  /// How many of a file's first bytes are looked at.
  public static let prefixLength = 64 << 10

  /// What it is called: `a model`.
  public let name: String
  /// Whether a file's first bytes, at most ``prefixLength``, are those of this kind.
  let matches: @Sendable (_ prefix: [UInt8]) -> Bool

  /// A kind from its parts.
  public init(_ name: String, matches: @escaping @Sendable (_ prefix: [UInt8]) -> Bool) {
    self.name = name
    self.matches = matches
  }

  /// A kind whose files hold a text within their first bytes, and that begin in one of some ways.
  public init(_ name: String, beginning: [String] = [""], holding text: String) {
    self.init(name) { prefix in
      beginning.contains { prefix.starts(with: $0.utf8) } && prefix.holds(text.utf8)
    }
  }

  /// NumPy's `.npy`.
  public static let array = FileKind("a .npy array") { NumpyFile.matches($0) }
  /// Predictions, as CSV or as lines of JSON.
  public static let predictions = FileKind(
    "predictions", beginning: ["prediction", "{\"prediction", "{\"probabilit"],
    holding: "prediction")
  /// A picture in SVG.
  public static let svg = FileKind("an SVG picture", beginning: ["<?xml", "<svg"], holding: "<svg")
  /// A picture in PNG.
  public static let png = FileKind("a PNG picture") {
    $0.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
  }
}

extension [UInt8] {
  /// Whether these bytes hold others, side by side.
  fileprivate func holds(_ text: String.UTF8View) -> Bool {
    let text = Array(text)
    guard let first = text.first else { return true }
    guard count >= text.count else { return false }
    for start in 0...count - text.count
    where self[start] == first && self[start..<start + text.count].elementsEqual(text) {
      return true
    }
    return false
  }
}
