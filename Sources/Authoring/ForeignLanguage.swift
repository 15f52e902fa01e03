/// What a language other than C needs beside expressions: how it declares a function, a part and the
/// text of the records.
///
/// A plugin in such a language has the double forms alone, which a host converts; they are computed
/// in `long double` where the language has it.
protocol ForeignLanguage {
  /// How expressions are written.
  var dialect: Dialect { get }
  /// The line that begins a comment.
  var comment: String { get }
  /// Functions of C's library as this language calls them; the others are ``own``.
  func declaration(of function: String) -> String?
  /// The small functions that are no function of C's library.
  var own: [String: String] { get }
  /// What comes before the functions: the records' text and what all need.
  func opening(_ name: String, records: String, functions: FunctionList) -> String
  /// One exported function.
  func function(_ symbol: String, _ arguments: [String], _ body: FunctionBody) -> String
  /// What comes after them.
  func closing(_ name: String) -> String
}

extension ForeignLanguage {
  func closing(_ name: String) -> String { "" }
}

/// The functions that a source calls, and what they call.
struct FunctionList {
  /// Their names.
  let names: Set<String>
  /// In an order in which each stands after what it calls.
  let declarations: [String]

  private static let needs = [
    "sigmoid": ["exp", "abs"], "softplus": ["maximum", "log1p", "exp", "abs"],
    "normal_cdf": ["erfc"],
  ]

  init(_ called: Set<String>, in language: any ForeignLanguage) {
    let names = called.union(called.flatMap { Self.needs[$0] ?? [] })
    let own = [
      "infinity", "abs", "signum", "minimum", "maximum", "sigmoid", "softplus", "normal_cdf",
    ]
    self.names = names
    declarations =
      names.sorted().compactMap(language.declaration)
      + own.filter(names.contains).compactMap { language.own[$0] }
  }
}

/// Rust, without its standard library: nothing but the functions is exported or needed.
struct RustLanguage: ForeignLanguage {
  let dialect = Dialect.rust
  let comment = "//"

  func declaration(of function: String) -> String? {
    guard own[function] == nil, function != "infinity" else { return nil }
    let arguments = function == "pow" ? ["a", "b"] : ["u"]
    let list = arguments.map { "\($0): Real" }.joined(separator: ", ")
    return """
      fn \(function)(\(list)) -> Real {
          extern "C" {
              fn \(function)(\(list)) -> Real;
          }
          unsafe { \(function)(\(arguments.joined(separator: ", "))) }
      }
      """
  }

  let own = [
    "abs": "fn abs(u: Real) -> Real {\n    if u < 0.0 { -u } else { u }\n}",
    "signum": """
    fn signum(u: Real) -> Real {
        if u > 0.0 { 1.0 } else if u < 0.0 { -1.0 } else { u }
    }
    """,
    "minimum": "fn minimum(a: Real, b: Real) -> Real {\n    if a < b { a } else { b }\n}",
    "maximum": "fn maximum(a: Real, b: Real) -> Real {\n    if a > b { a } else { b }\n}",
    "sigmoid": """
    /// 1 / (1 + e^-u), of which e^-|u| loses nothing at either end.
    fn sigmoid(u: Real) -> Real {
        let e = exp(-abs(u));
        (if u < 0.0 { e } else { 1.0 }) / (1.0 + e)
    }
    """,
    "softplus": "fn softplus(u: Real) -> Real {\n    maximum(u, 0.0) + log1p(exp(-abs(u)))\n}",
    "normal_cdf":
      "fn normal_cdf(u: Real) -> Real {\n    0.5 * erfc(-0.707106781186547524 * u)\n}",
  ]

  func opening(_ name: String, records: String, functions: FunctionList) -> String {
    let text = records.split(separator: "\n").map { line in
      "    \\n\\\n    \(line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"
    }.joined()
    return """
      #![no_std]

      #[panic_handler]
      fn panic(_: &core::panic::PanicInfo) -> ! {
          loop {}
      }

      const TEXT: &[u8] = b"\\
      \(text)\\n";
      #[no_mangle]
      pub static activation_info: [u8; TEXT.len()] = {
          let mut bytes = [0; TEXT.len()];
          let mut i = 0;
          while i < bytes.len() {
              bytes[i] = TEXT[i];
              i += 1;
          }
          bytes
      };

      type Real = f64;

      \(functions.declarations.joined(separator: "\n\n"))
      """
  }

  func function(_ symbol: String, _ arguments: [String], _ body: FunctionBody) -> String {
    let list = arguments.map { "\($0): Real" }.joined(separator: ", ")
    let parts = body.parts.map { "    let \($0.name) = \($0.text);" }
    let unused = body.unused(arguments).map { "    let _ = \($0);" }
    return
      (["#[no_mangle]", "pub extern \"C\" fn \(symbol)(\(list)) -> Real {"] + unused + parts
      + ["    \(body.result)", "}"]).joined(separator: "\n")
  }
}

/// Zig.
struct ZigLanguage: ForeignLanguage {
  let dialect = Dialect.zig
  let comment = "//"

  func declaration(of function: String) -> String? {
    guard own[function] == nil, function != "infinity" else { return nil }
    let arguments = function == "pow" ? ["a", "b"] : ["u"]
    let list = arguments.map { "\($0): Real" }.joined(separator: ", ")
    return """
      extern "c" fn \(function)l(\(list)) Real;
      inline fn \(function)(\(list)) Real {
          return \(function)l(\(arguments.joined(separator: ", ")));
      }
      """
  }

  let own = [
    "abs": "inline fn abs(u: Real) Real {\n    return @abs(u);\n}",
    "signum": """
    inline fn signum(u: Real) Real {
        return if (u > 0) 1 else if (u < 0) -1 else u;
    }
    """,
    "minimum": "inline fn minimum(a: Real, b: Real) Real {\n    return if (a < b) a else b;\n}",
    "maximum": "inline fn maximum(a: Real, b: Real) Real {\n    return if (a > b) a else b;\n}",
    "sigmoid": """
    /// 1 / (1 + e^-u), of which e^-|u| loses nothing at either end.
    inline fn sigmoid(u: Real) Real {
        const d = exp(-abs(u));
        return select(u < 0, d, 1) / (1 + d);
    }
    """,
    "softplus": """
    inline fn softplus(u: Real) Real {
        return maximum(u, 0) + log1p(exp(-abs(u)));
    }
    """,
    "normal_cdf": """
    inline fn normal_cdf(u: Real) Real {
        return 0.5 * erfc(-0.70710678118654752440084436210484904 * u);
    }
    """,
  ]

  func opening(_ name: String, records: String, functions: FunctionList) -> String {
    let text = records.split(separator: "\n").map { "    \\\\\($0)" }.joined(separator: "\n")
    return """
      const activation_text =
      \(text)
      ++ "\\n";
      export const activation_info: [activation_text.len]u8 = activation_text.*;

      const Real = c_longdouble;
      const infinity: Real = @import("std").math.inf(Real);

      inline fn select(c: bool, a: Real, b: Real) Real {
          return if (c) a else b;
      }

      \(functions.declarations.joined(separator: "\n\n"))
      """
  }

  func function(_ symbol: String, _ arguments: [String], _ body: FunctionBody) -> String {
    let list = arguments.map { "\($0)_given: f64" }.joined(separator: ", ")
    let unused = Set(body.unused(arguments))
    let wide = arguments.map {
      unused.contains($0) ? "    _ = \($0)_given;" : "    const \($0): Real = \($0)_given;"
    }
    let parts = body.parts.map {
      "    const \($0.name): \($0.isCondition ? "bool" : "Real") = \($0.text);"
    }
    return
      (["export fn \(symbol)(\(list)) f64 {"] + wide + parts
      + ["    const result: Real = \(body.result);", "    return @floatCast(result);", "}"])
      .joined(separator: "\n")
  }
}
