/// Reads the header of a NumPy array: a Python dictionary of a string, a truth value and a tuple
/// of integers, in any order.
///
///     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
struct NumpyHeader {
  struct Contents {
    var type: String
    var isFortranOrder: Bool
    var shape: [Int]
  }

  /// More dimensions than NumPy allows.
  private static let mostDimensions = 64
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  /// The contents; nil where the text is none such.
  mutating func parse() -> Contents? {
    var type: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = string(), take(":") else { return nil }
      switch key {
      case "descr" where type == nil: type = string()
      case "fortran_order" where isFortranOrder == nil:
        isFortranOrder = take("True") ? true : take("False") ? false : nil
      case "shape" where shape == nil: shape = tuple()
      default: return nil
      }
      // Without a comma only the end may follow.
      if !take(",") {
        guard take("}") else { return nil }
        break
      }
    }
    skipSpace()
    guard rest.isEmpty, let type, let isFortranOrder, let shape else { return nil }
    return Contents(type: type, isFortranOrder: isFortranOrder, shape: shape)
  }

  /// `<f4`: byte order, kind, size.
  static func element(_ type: String) -> ElementType? {
    let order = type.first
    guard order == "<" || order == ">" || order == "|" || order == "=" else { return nil }
    let kind: ElementType.Kind
    switch type.dropFirst().first {
    case "f": kind = .float
    case "i": kind = .signed
    case "u", "b": kind = .unsigned
    default: return nil
    }
    guard let size = Int(type.dropFirst(2)), [1, 2, 4, 8].contains(size),
      kind != .float || size >= 2, type.dropFirst().first != "b" || size == 1
    else { return nil }
    return ElementType(kind: kind, size: size, isBigEndian: order == ">")
  }

  private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

  private mutating func take(_ text: String) -> Bool {
    skipSpace()
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  private mutating func string() -> String? {
    skipSpace()
    guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
    rest = rest.dropFirst()
    guard let end = rest.firstIndex(of: quote) else { return nil }
    defer { rest = rest[rest.index(after: end)...] }
    return String(rest[..<end])
  }

  private mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var extents: [Int] = []
    while !take(")") {
      skipSpace()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let extent = Int(digits), extents.count < Self.mostDimensions else { return nil }
      rest = rest[digits.endIndex...]
      // Python 2 wrote long integers so.
      _ = rest.hasPrefix("L") ? rest.removeFirst() : nil
      extents.append(extent)
      if !take(",") {
        guard take(")") else { return nil }
        break
      }
    }
    return extents
  }
}
