/// The languages that a plugin is written in.
public enum PluginLanguage: String, Sendable, CaseIterable {
  /// C99.
  case c
  /// C++11.
  case cxx = "c++"
  /// Rust 2021, without its standard library.
  case rust
  /// Fortran 2008.
  case fortran
  /// Zig.
  case zig
  /// Embedded Swift.
  case swift

  /// The ending of a source.
  public var fileExtension: String {
    switch self {
    case .c: "c"
    case .cxx: "cpp"
    case .rust: "rs"
    case .fortran: "f90"
    case .zig: "zig"
    case .swift: "swift"
    }
  }

  /// What writes it; nil for C and C++, which share a header.
  var foreign: (any ForeignLanguage)? {
    switch self {
    case .c, .cxx: nil
    case .rust: RustLanguage()
    case .fortran: FortranLanguage()
    case .zig: ZigLanguage()
    case .swift: SwiftLanguage()
    }
  }
}
