import Activations

/// Memory for `count` scalars, zero at first, aligned to a cache line, freed with its owner.
///
/// The network's hot path works on `start` directly: no bounds checks, no copies on write.
final class AlignedBuffer<Scalar: ActivationScalar> {
  /// A cache line, and the width of the widest vector register.
  static var alignment: Int { 64 }

  private(set) var start: UnsafeMutablePointer<Scalar>
  let count: Int
  /// Whose the memory is, where that is not this buffer's own.
  private var owner: AnyObject?

  init(count: Int) {
    start = Self.allocate(count)
    self.count = count
  }

  /// Memory that belongs to `owner`, with what is there; at least as much, and aligned as well.
  init(count: Int, in memory: UnsafeMutableRawBufferPointer, of owner: AnyObject) {
    start = Self.place(memory, count)
    self.count = count
    self.owner = owner
  }

  deinit { if owner == nil { UnsafeMutableRawPointer(start).deallocate() } }

  /// Goes over to memory of others.
  ///
  /// - Parameter copying: whether the scalars go along; otherwise they are what is there.
  func move(
    to memory: UnsafeMutableRawBufferPointer, of owner: AnyObject, copying: Bool
  ) {
    let place = Self.place(memory, count)
    if copying { place.update(from: start, count: count) }
    if self.owner == nil { UnsafeMutableRawPointer(start).deallocate() }
    start = place
    self.owner = owner
  }

  /// Goes back to memory of its own, with the scalars.
  func moveBack() {
    guard owner != nil else { return }
    let own = Self.allocate(count)
    own.update(from: start, count: count)
    start = own
    owner = nil
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    // A network may have no parameters to keep state for; a pointer is still wanted.
    let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    return memory.assumingMemoryBound(to: Scalar.self)
  }

  private static func place(
    _ memory: UnsafeMutableRawBufferPointer, _ count: Int
  ) -> UnsafeMutablePointer<Scalar> {
    guard let start = memory.baseAddress, memory.count >= count * MemoryLayout<Scalar>.stride,
      Int(bitPattern: start).isMultiple(of: alignment)
    else { preconditionFailure("memory that is too small, or not aligned") }
    return start.assumingMemoryBound(to: Scalar.self)
  }

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
