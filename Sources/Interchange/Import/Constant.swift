/// A tensor whose numbers are known before any sample is.
///
/// Integers are held as doubles, exact to 2^53; the batch's extent in a computed shape is NaN.
struct Constant {
  var kind: ONNXTensor.Kind
  var shape: [Int]
  var values: [Double] = []
  var strings: [String] = []

  /// How many there are, which a shape that was checked says.
  var count: Int { kind == .string ? strings.count : values.count }

  /// The only number, where there is one.
  var scalar: Double? { count == 1 ? values.first : nil }

  /// The numbers as integers; nil where one is none.
  var integers: [Int]? {
    var result: [Int] = []
    for value in values {
      guard let integer = Int(exactly: value) else { return nil }
      result.append(integer)
    }
    return result
  }

  /// A number as this type holds it.
  func rounded(_ value: Double) -> Double { Self.rounded(value, to: kind) }

  /// A number as a type holds it.
  static func rounded(_ value: Double, to kind: ONNXTensor.Kind) -> Double {
    switch kind {
    case .double, .string: value
    case .float: Double(Float(value))
    case .float16: Double(Float(Float16(value)))
    case .bfloat16: Double(bfloat16(Float(value)))
    case .bool: value == 0 ? 0 : 1
    default: value.rounded(.towardZero)
    }
  }

  /// To the nearest of the upper halves of floats, ties to even.
  private static func bfloat16(_ value: Float) -> Float {
    guard value.isFinite else { return value }
    let bits = value.bitPattern
    return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// A number as a formula writes it: the shortest decimal that this type reads back.
  func text(_ value: Double) -> String {
    let text = kind == .double ? "\(value)" : "\(Float(value))"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// Why a node, a tensor or an output is not taken.
struct Unsupported: Error {
  var reason: String

  init(_ reason: String) { self.reason = reason }

  /// What to say of any error.
  static func reason(of error: any Error) -> String {
    (error as? Unsupported)?.reason ?? "\(error)"
  }
}

/// What importing may still allocate, so that a small file cannot ask for much.
final class ImportAllowance {
  private var numbers: Int

  init(bytes: Int) { numbers = (4 << 20) + 2 * bytes }

  /// Counts a file that was found beside the model.
  func add(bytes: Int) { numbers += 2 * bytes }

  /// Takes so many numbers.
  func take(_ count: Int) throws {
    guard count >= 0, count <= numbers else {
      throw Unsupported("it would take more memory than its file accounts for")
    }
    numbers -= count
  }
}

extension [Int] {
  /// The product of extents.
  func elements() throws -> Int {
    guard count <= 8 else { throw Unsupported("\(count) extents; at most 8 are read") }
    var product = 1
    for extent in self {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow, next <= 1 << 40 else {
        throw Unsupported("the extents \(self) make no sense")
      }
      product = next
    }
    return product
  }
}
