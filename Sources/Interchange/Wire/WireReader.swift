/// Reads the wire format of protocol buffers: one message's fields, one after another.
///
/// Nothing is read beyond the message's own bytes, lengths are checked before they are used, and
/// every field of a file is counted against one allowance, so that a few bytes cannot ask for much
/// memory or time. Groups, which no ONNX message has, are refused.
struct WireReader {
  /// A field's value as it lies in the bytes.
  enum Value {
    /// Types int32, int64, bool and enum.
    case varint(UInt64)
    /// Type float.
    case fixed32(UInt32)
    /// Type double.
    case fixed64(UInt64)
    /// Types string, bytes, message, and packed numbers: where they lie.
    case bytes(Range<Int>)
  }

  /// How many fields a file may still have.
  final class Allowance {
    var fields: Int

    init(fields: Int) { self.fields = fields }
  }

  /// What is wrong, and at which byte.
  struct Fault: Error {
    var expected: String
    var found: String
    var offset: Int
  }

  let bytes: [UInt8]
  let allowance: Allowance
  private(set) var position: Int
  let end: Int

  init(_ bytes: [UInt8], in range: Range<Int>, allowance: Allowance) {
    self.bytes = bytes
    self.allowance = allowance
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field, nil at the message's end.
  mutating func next() throws(Fault) -> (number: Int, value: Value)? {
    guard position < end else { return nil }
    let start = position
    allowance.fields -= 1
    guard allowance.fields >= 0 else {
      throw Fault(expected: "fewer fields", found: "too many", offset: start)
    }
    let tag = try varint()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else {
      throw Fault(expected: "a field's number", found: "\(tag >> 3)", offset: start)
    }
    let number = Int(tag >> 3)
    switch tag & 7 {
    case 0: return (number, .varint(try varint()))
    case 1: return (number, .fixed64(try fixed(8)))
    case 2: return (number, .bytes(try span(try varint())))
    case 5: return (number, .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
    default: throw Fault(expected: "a field's type", found: "\(tag & 7)", offset: start)
    }
  }

  /// A number of seven bits a byte, the lowest first, in at most ten bytes.
  mutating func varint() throws(Fault) -> UInt64 {
    var result: UInt64 = 0
    var shift = 0
    let start = position
    while position < end, shift < 64 {
      let byte = bytes[position]
      position += 1
      result |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return result }
      shift += 7
    }
    throw Fault(expected: "the end of a number", found: "none", offset: start)
  }

  /// A number of so many bytes, the lowest first.
  mutating func fixed(_ count: Int) throws(Fault) -> UInt64 {
    let place = try span(UInt64(count))
    return bytes[place].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private mutating func span(_ length: UInt64) throws(Fault) -> Range<Int> {
    guard length <= UInt64(end - position) else {
      throw Fault(
        expected: "at most \(end - position) bytes", found: "a length of \(length)",
        offset: position)
    }
    let start = position
    position += Int(length)
    return start..<position
  }
}

extension WireReader.Value {
  /// The reader of the message that these bytes are.
  func message(in reader: WireReader) throws(WireReader.Fault) -> WireReader {
    WireReader(reader.bytes, in: try span(in: reader), allowance: reader.allowance)
  }

  /// Where the bytes of a string, a message or packed numbers lie.
  func span(in reader: WireReader) throws(WireReader.Fault) -> Range<Int> {
    guard case .bytes(let range) = self else {
      throw reader.fault("bytes", "a number")
    }
    return range
  }

  /// The text; bytes that are no UTF-8 are replaced.
  func text(in reader: WireReader) throws(WireReader.Fault) -> String {
    String(decoding: reader.bytes[try span(in: reader)], as: UTF8.self)
  }

  /// The integer.
  func integer(in reader: WireReader) throws(WireReader.Fault) -> Int {
    guard case .varint(let bits) = self else {
      throw reader.fault("an integer", "something else")
    }
    return Int(truncatingIfNeeded: bits)
  }

  /// The float.
  func float(in reader: WireReader) throws(WireReader.Fault) -> Float {
    guard case .fixed32(let bits) = self else { throw reader.fault("a float", "something else") }
    return Float(bitPattern: bits)
  }

  /// Adds one integer, or packed ones.
  func append(to numbers: inout [Int], in reader: WireReader) throws(WireReader.Fault) {
    guard case .bytes = self else { return numbers.append(try integer(in: reader)) }
    var packed = try message(in: reader)
    while packed.position < packed.end {
      numbers.append(Int(truncatingIfNeeded: try packed.varint()))
    }
  }

  /// Adds one float or double, or packed ones, of `size` bytes each.
  func append(to numbers: inout [Double], size: Int, in reader: WireReader) throws(WireReader.Fault)
  {
    func number(_ bits: UInt64) -> Double {
      size == 4
        ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
    }
    switch self {
    case .fixed32(let bits) where size == 4: numbers.append(number(UInt64(bits)))
    case .fixed64(let bits) where size == 8: numbers.append(number(bits))
    case .bytes:
      var packed = try message(in: reader)
      numbers.reserveCapacity(numbers.count + (packed.end - packed.position) / size)
      while packed.position < packed.end { numbers.append(number(try packed.fixed(size))) }
    default: throw reader.fault("a number of \(size) bytes", "another")
    }
  }
}

extension WireReader {
  /// A fault of the field that was read last.
  func fault(_ expected: String, _ found: String) -> Fault {
    Fault(expected: expected, found: found, offset: position)
  }
}
