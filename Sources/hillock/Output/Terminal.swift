import Glibc

/// What is known of a stream's other end.
struct Terminal {
  /// Whether a person is looking.
  let isTerminal: Bool
  /// Whether colour is wanted: a terminal that knows it, and no `NO_COLOR`.
  let isColored: Bool
  /// The columns of a line; 80 where nobody knows.
  let columns: Int
  /// The lines; 24 where nobody knows.
  let rows: Int

  static let output = Terminal(STDOUT_FILENO)
  static let error = Terminal(STDERR_FILENO)

  private init(_ descriptor: Int32) {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    isTerminal = isatty(descriptor) == 1
    isColored = isTerminal && (variable("NO_COLOR") ?? "").isEmpty && variable("TERM") != "dumb"
    var size = winsize()
    let isKnown = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    columns = variable("COLUMNS").flatMap { Int($0) } ?? (isKnown ? Int(size.ws_col) : 80)
    rows = variable("LINES").flatMap { Int($0) } ?? (isKnown ? Int(size.ws_row) : 24)
  }

  /// `text` in one of the terminal's styles, or as it is where there is no colour.
  func styled(_ text: String, _ style: Style) -> String {
    isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  enum Style: Int {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
    case yellow = 33
  }
}
