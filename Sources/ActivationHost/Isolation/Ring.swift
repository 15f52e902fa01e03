import Activations
import CIsolation

/// The contents of a ring. What the other process wrote there is read as bytes and numbers.
enum Ring {
  /// Puts a text there, cut to fit.
  static func setText(_ ring: UnsafeMutablePointer<hillock_ring>, _ text: String) {
    withUnsafeMutableBytes(of: &ring.pointee.text) { bytes in
      let count = min(text.utf8.count, bytes.count - 1)
      bytes.copyBytes(from: text.utf8.prefix(count))
      bytes[count] = 0
    }
  }

  /// The text that is there.
  static func text(_ ring: UnsafeMutablePointer<hillock_ring>) -> String {
    withUnsafeBytes(of: ring.pointee.text) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// One of its buffers.
  static func buffer<Scalar: ActivationScalar>(
    _ ring: UnsafeMutablePointer<hillock_ring>, _ index: hillock_ring_buffer_index, _: Scalar.Type
  ) -> UnsafeMutablePointer<Scalar> {
    hillock_ring_buffer(ring, index).assumingMemoryBound(to: Scalar.self)
  }
}

extension HostError {
  /// What another process said went wrong, a line for each part of it.
  init(lines: String, file: String) {
    var parts = lines.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    parts += [String](repeating: "", count: max(0, 4 - parts.count))
    self.init(
      Code(rawValue: parts[0]), parts[1], file: file,
      expected: parts[2].isEmpty ? nil : parts[2], found: parts[3].isEmpty ? nil : parts[3])
  }

  /// The same, to be said to another process.
  var lines: String {
    [code.rawValue, message, expected ?? "", found ?? ""].map { Self.line($0, limit: 400) }
      .joined(separator: "\n")
  }
}
