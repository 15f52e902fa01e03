import Activations

/// Memory for `count` scalars, zero at first, aligned to a cache line, freed with its owner.
///
/// The network's hot path works on `start` directly: no bounds checks, no copies on write.
final class AlignedBuffer<Scalar: ActivationScalar> {
  /// A cache line, and the width of the widest vector register.
  static var alignment: Int { 64 }

  let start: UnsafeMutablePointer<Scalar>
  let count: Int

  init(count: Int) {
    // A network may have no parameters to keep state for; a pointer is still wanted.
    let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    start = memory.assumingMemoryBound(to: Scalar.self)
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  var array: [Scalar] { Array(UnsafeBufferPointer(start: start, count: count)) }

  var byteCount: Int { count * MemoryLayout<Scalar>.stride }

  /// From row to row of a matrix whose rows are read side by side: `columns`, or a cache line more
  /// where rows would otherwise lie a multiple of 512 bytes apart, and so share a few sets of the
  /// first cache.
  static func rowStride(columns: Int) -> Int {
    let bytes = columns * MemoryLayout<Scalar>.stride
    return bytes.isMultiple(of: 512) ? columns + alignment / MemoryLayout<Scalar>.stride : columns
  }

  /// `count`, rounded up so that what follows starts on a cache line.
  static func padded(_ count: Int) -> Int {
    let line = alignment / MemoryLayout<Scalar>.stride
    return (count + line - 1) / line * line
  }
}
