import Activations
import Glibc

/// The contents of a file that appears whole or not at all, while they are written.
public struct AtomicFile: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var pending: [UInt8] = []

  /// Writes a file, as ``OutputPlace/write(_:)`` does.
  ///
  /// - Parameters:
  ///   - path: where; a symbolic link is followed, and what it points to replaced.
  ///   - body: writes the contents, in order.
  /// - Throws: ``DataError`` of code `inputOutput` where the system refuses, or what `body` throws;
  ///   then the file is as it was and nothing is left beside it.
  public static func write(
    _ path: String, _ body: (inout AtomicFile) throws(DataError) -> Void
  ) throws(DataError) {
    try OutputPlace(path).write(body)
  }

  /// Writes a file whose contents may fail for reasons of their own.
  ///
  /// As ``OutputPlace/write(_:)``, whose errors this throws as well as whatever `body` does.
  public static func write(
    to place: OutputPlace, body: (inout AtomicFile) throws -> Void
  ) throws {
    var failure: (any Error)?
    do {
      try place.write { file throws(DataError) in
        do { try body(&file) } catch {
          failure = error
          throw refused(place.path)
        }
      }
    } catch {
      throw failure ?? error
    }
  }

  /// Appends bytes.
  public mutating func write(_ bytes: some Sequence<UInt8>) throws(DataError) {
    pending.append(contentsOf: bytes)
    if pending.count >= 256 << 10 { try flush() }
  }

  /// Appends numbers, lowest byte first.
  package mutating func write<Scalar: ActivationScalar>(
    littleEndian values: [Scalar]
  ) throws(DataError) {
    #if _endian(big)
      #error("numbers are written as they lie in memory, which must be lowest byte first")
    #endif
    try flush()
    try values.withUnsafeBufferPointer { buffer throws(DataError) in
      try writeAll(UnsafeRawBufferPointer(buffer))
    }
  }

  init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  mutating func flush() throws(DataError) {
    try pending.withUnsafeBufferPointer { buffer throws(DataError) in
      try writeAll(UnsafeRawBufferPointer(buffer))
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(DataError) {
    var written = 0
    while written < bytes.count, let base = bytes.baseAddress {
      let count = Glibc.write(descriptor, base + written, bytes.count - written)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.refused(path) }
      written += count
    }
  }

  static func refused(_ path: String) -> DataError {
    DataError(.inputOutput, file: path, expected: "to write it", found: systemError())
  }
}
