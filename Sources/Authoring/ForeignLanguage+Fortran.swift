/// Fortran 2008.
struct FortranLanguage: ForeignLanguage {
  let dialect = Dialect.fortran
  let comment = "!"

  /// All but a few are functions of the language.
  func declaration(of function: String) -> String? {
    if function == "pow" {
      return """
          pure real(wp) function pow(a, b)
            real(wp), intent(in) :: a, b
            pow = a ** b
          end function
        """
    }
    return nil
  }

  private static let interfaces = ["expm1", "exp2", "log1p", "log2", "cbrt", "floor"]

  let own = [
    "infinity": """
      pure real(wp) function infinity()
        infinity = huge(1.0_wp)
        infinity = infinity * 2
      end function
    """,
    "signum": """
      pure real(wp) function signum(u)
        real(wp), intent(in) :: u
        signum = merge(1.0_wp, merge(-1.0_wp, u, u < 0), u > 0)
      end function
    """,
    "minimum": """
      pure real(wp) function minimum(a, b)
        real(wp), intent(in) :: a, b
        minimum = merge(a, b, a < b)
      end function
    """,
    "maximum": """
      pure real(wp) function maximum(a, b)
        real(wp), intent(in) :: a, b
        maximum = merge(a, b, a > b)
      end function
    """,
    "sigmoid": """
      ! 1 / (1 + e^-u), of which e^-|u| loses nothing at either end.
      pure real(wp) function sigmoid(u)
        real(wp), intent(in) :: u
        real(wp) :: e
        e = exp(-abs(u))
        sigmoid = merge(e, 1.0_wp, u < 0) / (1 + e)
      end function
    """,
    "softplus": """
      pure real(wp) function softplus(u)
        real(wp), intent(in) :: u
        softplus = maximum(u, 0.0_wp) + log1p(exp(-abs(u)))
      end function
    """,
    "normal_cdf": """
      pure real(wp) function normal_cdf(u)
        real(wp), intent(in) :: u
        normal_cdf = 0.5_wp * erfc(-0.70710678118654752440084436210484904_wp * u)
      end function
    """,
  ]

  func opening(_ name: String, records: String, functions: FunctionList) -> String {
    let text = records.split(separator: "\n").map { line in
      let quoted = String(line).replacing("\"", with: "\"\"")
      return Self.wrapped("    \"\(quoted)\" // new_line(\"a\")")
    }.joined(separator: " // &\n")
    let interfaces = Self.interfaces.filter(functions.names.contains).map(Self.interface)
      .joined(separator: "\n")
    return """
      module \(name)_plugin
        use, intrinsic :: iso_c_binding
        implicit none
        private
        integer, parameter :: wp = c_long_double
        character(*), parameter :: text = &
      \(text)
        integer :: i
        character(kind=c_char), bind(c, name="activation_info"), public :: &
          activation_info(len(text)) = [(text(i:i), i = 1, len(text))]
        interface
      \(interfaces)
        end interface
      contains
      \(functions.declarations.joined(separator: "\n\n"))
      """
  }

  private static func interface(_ function: String) -> String {
    """
        pure real(c_long_double) function \(function)(u) bind(c, name="\(function)l")
          import :: c_long_double
          real(c_long_double), value :: u
        end function
    """
  }

  func function(_ symbol: String, _ arguments: [String], _ body: FunctionBody) -> String {
    let given = arguments.map { "\($0)_given" }.joined(separator: ", ")
    var lines = [
      "  real(c_double) function \(symbol)(\(given)) bind(c, name=\"\(symbol)\")",
      "    real(c_double), value :: \(given)",
      "    real(wp) :: \(arguments.joined(separator: ", "))",
    ]
    let numbers = body.parts.filter { !$0.isCondition }.map(\.name)
    let conditions = body.parts.filter(\.isCondition).map(\.name)
    if !numbers.isEmpty { lines.append("    real(wp) :: \(numbers.joined(separator: ", "))") }
    if !conditions.isEmpty { lines.append("    logical :: \(conditions.joined(separator: ", "))") }
    lines += arguments.map { "    \($0) = \($0)_given" }
    lines += body.parts.map { Self.wrapped("    \($0.name) = \($0.text)") }
    lines.append(Self.wrapped("    \(symbol) = real(\(body.result), c_double)"))
    return (lines + ["  end function"]).joined(separator: "\n")
  }

  func closing(_ name: String) -> String { "end module" }

  /// Lines of at most 120 characters: a string is cut, a sum broken at a space.
  private static func wrapped(_ line: String) -> String {
    var lines: [String] = []
    var rest = Substring(line)
    while rest.utf8.count > 118 {
      // Within a string an ampersand on both sides goes on; between words it does as well.
      let cut = rest.index(rest.startIndex, offsetBy: 110)
      lines.append("\(rest[..<cut])&")
      rest = "&" + rest[cut...]
    }
    return (lines + [String(rest)]).joined(separator: "\n      ")
  }
}
