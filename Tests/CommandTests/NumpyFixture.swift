import Foundation

/// A NumPy array file as NumPy writes it, made and read without the code that is tested.
struct NumpyFixture: Equatable {
  var shape: [Int]
  var values: [Double]
  var isSingle = false

  init(shape: [Int], values: [Double], isSingle: Bool = false) {
    self.shape = shape
    self.values = values
    self.isSingle = isSingle
  }

  /// Reads a file of little-endian floats.
  init(_ path: String) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    let length = Int(data[8]) + Int(data[9]) << 8
    let header = String(decoding: data[10..<10 + length], as: UTF8.self)
    let extents = header.split(separator: "(")[1].split(separator: ")")[0]
    shape = extents.split(separator: ",").compactMap { Int($0.filter { $0 != " " }) }
    let isSingle = header.contains("'<f4'")
    self.isSingle = isSingle
    let numbers = data.dropFirst(10 + length)
    values = numbers.withUnsafeBytes { bytes in
      isSingle
        ? stride(from: 0, to: bytes.count, by: 4).map {
          Double(bytes.loadUnaligned(fromByteOffset: $0, as: Float.self))
        }
        : stride(from: 0, to: bytes.count, by: 8).map {
          bytes.loadUnaligned(fromByteOffset: $0, as: Double.self)
        }
    }
  }

  /// Writes it.
  func write(_ path: String) throws {
    let extents = shape.map { "\($0), " }.joined()
    var header =
      "{'descr': '<f\(isSingle ? 4 : 8)', 'fortran_order': False, 'shape': (\(extents)), }"
    header += String(repeating: " ", count: 63 - (10 + header.count) % 64) + "\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0])
    data += Data(header.utf8)
    for value in values {
      if isSingle {
        withUnsafeBytes(of: Float(value)) { data.append(contentsOf: $0) }
      } else {
        withUnsafeBytes(of: value) { data.append(contentsOf: $0) }
      }
    }
    try data.write(to: URL(filePath: path))
  }
}
