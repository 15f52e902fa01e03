import CZlib

/// A ZIP archive, as NumPy's `.npz` is one: members that are stored or deflated.
///
/// Source: PKWARE, "APPNOTE.TXT", 6.3.10, with the 64-bit extension.
struct ZipArchive {
  /// A file within.
  struct Member {
    fileprivate(set) var name: String
    fileprivate(set) var size: Int
    fileprivate var packedSize: Int
    fileprivate var offset: Int
    fileprivate var checksum: UInt
    fileprivate var isDeflated: Bool
  }

  /// More members than this are refused.
  private static let mostMembers = 65_535
  private let file: OpenFile
  let members: [Member]

  var path: String { file.path }

  /// Whether a file that begins so is an archive.
  static func matches(_ prefix: [UInt8]) -> Bool { prefix.starts(with: [0x50, 0x4B, 3, 4]) }

  /// Reads the directory, which is at the end.
  init(_ file: OpenFile) throws(DataError) {
    self.file = file
    // The end's record, with a comment of at most 65,535 bytes.
    let tail = try Self.bytes(max(file.size - 65_557, 0)..<file.size, of: file)
    guard
      let end = (0...max(tail.count - 22, 0)).reversed().first(where: {
        tail[$0...].starts(with: [0x50, 0x4B, 5, 6]) && tail.count - $0 >= 22
      })
    else { throw Self.damaged(file.path, "no directory of its members") }
    var (count, size, start) = (
      tail.number(end + 10, 2), tail.number(end + 12, 4), tail.number(end + 16, 4)
    )
    if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF, end >= 20,
      tail[(end - 20)...].starts(with: [0x50, 0x4B, 6, 7])
    {
      let place = tail.number(end - 12, 8)
      let record = try Self.bytes(place..<place.addingClamped(56), of: file)
      guard record.starts(with: [0x50, 0x4B, 6, 6]) else {
        throw Self.damaged(file.path, "no directory of its members")
      }
      (count, size, start) = (
        record.number(32, 8), record.number(40, 8), record.number(48, 8)
      )
    }
    guard count <= Self.mostMembers, size <= 64 << 20 else {
      throw Self.damaged(file.path, "\(count) members")
    }
    let directory = try Self.bytes(start..<start.addingClamped(size), of: file)
    var members: [Member] = []
    var next = 0
    for _ in 0..<count {
      guard directory.count - next >= 46,
        directory[next...].starts(with: [0x50, 0x4B, 1, 2])
      else { throw Self.damaged(file.path, "a directory that breaks off") }
      let lengths = [28, 30, 32].map { directory.number(next + $0, 2) }
      let end = next + 46 + lengths.reduce(0, +)
      guard end <= directory.count else {
        throw Self.damaged(file.path, "a directory that breaks off")
      }
      members.append(
        try Self.member(Array(directory[next..<end]), lengths, path: file.path))
      next = end
    }
    self.members = members
  }

  /// Reads a member's entry in the directory.
  private static func member(
    _ entry: [UInt8], _ lengths: [Int], path: String
  ) throws(DataError) -> Member {
    let name = String(decoding: entry[46..<46 + lengths[0]], as: UTF8.self)
    let method = entry.number(10, 2)
    guard method == 0 || method == 8, entry.number(8, 2) & 1 == 0 else {
      throw DataError(
        .malformed, file: path, expected: "members that are stored or deflated",
        found: "\(DataError.quoted(name)), packed otherwise")
    }
    var sizes = [entry.number(24, 4), entry.number(20, 4), entry.number(42, 4)]
    // What has no room in 32 bits is in a field of its own, in this order.
    var field = 46 + lengths[0]
    while field + 4 <= 46 + lengths[0] + lengths[1] {
      let length = entry.number(field + 2, 2)
      var value = field + 4
      if entry.number(field, 2) == 1 {
        for index in sizes.indices where sizes[index] == 0xFFFF_FFFF {
          guard value + 8 <= min(field + 4 + length, entry.count) else { break }
          sizes[index] = entry.number(value, 8)
          value += 8
        }
      }
      field += 4 + length
    }
    return Member(
      name: name, size: sizes[0], packedSize: sizes[1], offset: sizes[2],
      checksum: UInt(entry.number(16, 4)), isDeflated: method == 8)
  }

  /// A member, unpacked into a temporary file.
  ///
  /// - Throws: ``DataError`` where it is damaged.
  func unpacked(_ member: Member) throws(DataError) -> OpenFile {
    let header = try Self.bytes(member.offset..<member.offset.addingClamped(30), of: file)
    guard header.starts(with: [0x50, 0x4B, 3, 4]) else {
      throw Self.damaged(path, "\(DataError.quoted(member.name)) not where it should be")
    }
    let start = member.offset + 30 + header.number(26, 2) + header.number(28, 2)
    guard start.addingClamped(member.packedSize) <= file.size else {
      throw Self.damaged(path, "the end of the file in \(DataError.quoted(member.name))")
    }
    let input = InputFile(file)
    input.seek(to: start)
    var left = member.packedSize
    let unpacking = Unpacking(isDeflated: member.isDeflated) { block throws(DataError) in
      let count = try input.read(into: UnsafeMutableRawBufferPointer(rebasing: block.prefix(left)))
      left -= count
      return count
    }
    let unpacked = try Spool(for: "\(path), \(member.name)").filled { block throws(DataError) in
      guard let count = try unpacking.fill(block), unpacking.count <= member.size else {
        throw Self.damaged(path, "damaged data in \(DataError.quoted(member.name))")
      }
      return count
    }
    guard unpacking.count == member.size, unpacking.checksum == member.checksum else {
      throw Self.damaged(path, "damaged data in \(DataError.quoted(member.name))")
    }
    return unpacked
  }

  private static func bytes(
    _ range: Range<Int>, of file: OpenFile
  ) throws(DataError) -> [UInt8] {
    guard range.lowerBound >= 0, range.upperBound <= file.size else {
      throw damaged(file.path, "the end of the file in the middle of it")
    }
    let input = InputFile(file)
    input.seek(to: range.lowerBound)
    var bytes = [UInt8](repeating: 0, count: range.count)
    _ = try bytes.withUnsafeMutableBufferPointer { buffer throws(DataError) in
      try input.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }

  private static func damaged(_ path: String, _ found: String) -> DataError {
    DataError(.malformed, file: path, expected: "a whole ZIP archive", found: found)
  }
}

/// A member on its way out of an archive.
private final class Unpacking {
  private(set) var count = 0
  private(set) var checksum: UInt = 0
  private let isDeflated: Bool
  private let read: (UnsafeMutableRawBufferPointer) throws(DataError) -> Int
  private var stream = z_stream()
  private let source = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
  private var isAtEnd = false

  init(
    isDeflated: Bool,
    _ read: @escaping (UnsafeMutableRawBufferPointer) throws(DataError) -> Int
  ) {
    self.isDeflated = isDeflated
    self.read = read
    // Without a header of its own.
    if isDeflated {
      isAtEnd =
        inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) != Z_OK
    }
  }

  deinit {
    if isDeflated { inflateEnd(&stream) }
    source.deallocate()
  }

  /// Fills a block as far as the member goes; nil where it is damaged.
  func fill(_ block: UnsafeMutableRawBufferPointer) throws(DataError) -> Int? {
    let filled: Int
    if isDeflated {
      guard let inflated = try inflated(block) else { return nil }
      filled = inflated
    } else {
      filled = try read(block)
    }
    count += filled
    let bytes = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
    checksum = crc32(checksum, bytes, UInt32(filled))
    return filled
  }

  private func inflated(_ block: UnsafeMutableRawBufferPointer) throws(DataError) -> Int? {
    stream.next_out = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(block.count)
    while stream.avail_out > 0, !isAtEnd {
      if stream.avail_in == 0 {
        stream.avail_in = UInt32(try read(source))
        stream.next_in = source.baseAddress?.assumingMemoryBound(to: UInt8.self)
        if stream.avail_in == 0 { return nil }
      }
      switch inflate(&stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: isAtEnd = true
      default: return nil
      }
    }
    return block.count - Int(stream.avail_out)
  }
}

extension [UInt8] {
  /// The little-endian number of `size` bytes at a place; more than an `Int` holds is its greatest.
  fileprivate func number(_ place: Int, _ size: Int) -> Int {
    let value = self[place..<place + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(clamping: value)
  }
}

extension Int {
  fileprivate func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
