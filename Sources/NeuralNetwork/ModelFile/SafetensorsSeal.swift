import Datasets

/// The checksum within a safetensors file: SHA-256 of all its bytes, those of the checksum's own
/// digits taken as zeros.
///
/// It tells damage, not forgery: whoever can write the file can seal it again.
enum SafetensorsSeal {
  /// The checksum's name among the file's texts.
  static let key = "hillock_sha256"
  /// What stands for it until it is known.
  static let blank = String(repeating: "0", count: 64)

  /// Where the checksum's digits lie in a header; nil where it has none.
  static func place(in header: [UInt8]) -> Range<Int>? {
    // Within a text its quotation marks would be escaped.
    let mark = Array("\"\(key)\":\"".utf8)
    let first = header.indices.first { start in
      header[start] == mark[0] && start + mark.count + blank.utf8.count < header.count
        && header[start..<start + mark.count].elementsEqual(mark)
    }
    return first.map { $0 + mark.count..<$0 + mark.count + blank.utf8.count }
  }
}

extension SafetensorsFile {
  /// Checks the file against its checksum.
  ///
  /// - Parameter isRequired: whether it must have one.
  /// - Throws: ``DataError`` of code `malformed` where it is another, or missing.
  func checkSeal(isRequired: Bool) throws(DataError) {
    var header = try file.prefix(self.header.dataOffset)
    guard let place = SafetensorsSeal.place(in: header) else {
      guard isRequired else { return }
      throw DataError(
        .malformed, file: path, expected: "a checksum (\(SafetensorsSeal.key))", found: "none")
    }
    let stated = Array(header[place])
    header.replaceSubrange(place, with: SafetensorsSeal.blank.utf8)
    let seal = SHA256()
    header.withUnsafeBytes { seal.add($0) }
    var block = [UInt8](repeating: 0, count: 1 << 20)
    file.seek(to: header.count)
    while true {
      let count = try block.withUnsafeMutableBufferPointer { buffer throws(DataError) in
        try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
      if count == 0 { break }
      block.withUnsafeBytes { seal.add(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
    let found = seal.digest()
    guard found == stated else {
      throw DataError(
        .malformed, file: path,
        expected: "the bytes that were saved, of SHA-256 \(DataError.quoted(text(stated)))",
        found: "others, of \(DataError.quoted(text(found)))", hint: "; the file is damaged")
    }
  }

  private func text(_ digits: [UInt8]) -> String { String(decoding: digits[..<12], as: UTF8.self) }
}
