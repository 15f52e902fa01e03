import ActivationHost

/// The bytes of a minimal shared library for this machine, made without a compiler, so that each
/// field can be given any value.
struct SyntheticLibrary {
  /// A symbol of the table.
  struct Symbol {
    var name: String
    /// `st_info`: global functions are 0x12, global data 0x11.
    var info: UInt8
    var address: UInt64
    var size: UInt64
  }

  /// The exported functions; they lead nowhere.
  var functions: [String] = []
  /// The contents of the exported data.
  var texts: [(symbol: String, bytes: [UInt8])] = []
  /// Symbols with addresses and sizes of one's own.
  var symbols: [Symbol] = []

  /// Where the parts lie.
  static let programHeaders = 64
  static let dynamic = programHeaders + 2 * 56
  static let hash = dynamic + 6 * 16
  static let table = hash + 8

  /// A library with the records of `text` and functions that it may declare.
  init(records text: String, functions: [String] = ["f_value", "f_derivative"]) {
    self.functions = functions
    texts = [("activation_info", Array(text.utf8))]
  }

  /// The file.
  var bytes: [UInt8] {
    let names = functions + texts.map(\.symbol) + symbols.map(\.name)
    let strings = Self.table + 24 * (names.count + 1)
    var stringTable: [UInt8] = [0]
    var offsets: [UInt32] = []
    for name in names {
      offsets.append(UInt32(stringTable.count))
      stringTable += Array(name.utf8) + [0]
    }
    var contents: [UInt8] = []
    let data = strings + stringTable.count
    var entries = functions.map { Symbol(name: $0, info: 0x12, address: 64, size: 1) }
    for text in texts {
      entries.append(
        Symbol(
          name: text.symbol, info: 0x11, address: UInt64(data + contents.count),
          size: UInt64(text.bytes.count)))
      contents += text.bytes
    }
    entries += symbols
    let size = UInt64(data + contents.count)

    var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
    file.append(3 as UInt16)
    file.append(Self.machine)
    file.append(1 as UInt32)
    file.append(0 as UInt64)
    file.append(UInt64(Self.programHeaders))
    file.append(0 as UInt64)
    file.append(0 as UInt32)
    for half in [64, 56, 2, 64, 0, 0] as [UInt16] { file.append(half) }
    // PT_LOAD: the whole file, at address 0; PT_DYNAMIC.
    for (type, offset, size) in [
      (1, 0, size), (2, UInt64(Self.dynamic), UInt64(Self.hash - Self.dynamic)),
    ] as [(UInt32, UInt64, UInt64)] {
      file.append(type)
      file.append(4 as UInt32)
      for word in [offset, offset, offset, size, size, 8] { file.append(word) }
    }
    for (tag, value) in [
      (4, Self.hash), (5, strings), (6, Self.table), (10, stringTable.count), (11, 24), (0, 0),
    ] {
      file.append(UInt64(tag))
      file.append(UInt64(value))
    }
    file.append(1 as UInt32)
    file.append(UInt32(entries.count + 1))
    file += [UInt8](repeating: 0, count: 24)
    for (entry, offset) in zip(entries, offsets) {
      file.append(offset)
      file += [entry.info, 0, 1, 0]
      file.append(entry.address)
      file.append(entry.size)
    }
    return file + stringTable + contents
  }

  static var machine: UInt16 {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #else
      243
    #endif
  }

  /// What the host makes of the file.
  static func read(_ bytes: [UInt8]) throws(HostError) -> [ActivationDescription] {
    try LibraryDescription(path: "/plugins/test.so", image: ElfImage(bytes: bytes)).activations
  }

  /// What the host makes of it.
  func read() throws(HostError) -> [ActivationDescription] { try Self.read(bytes) }
}

extension [UInt8] {
  /// Appends `value` in little-endian order.
  mutating func append(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  /// Replaces what is at `offset` by `value`.
  mutating func store(_ value: some FixedWidthInteger, at offset: Int) {
    Swift.withUnsafeBytes(of: value.littleEndian) {
      replaceSubrange(offset..<offset + $0.count, with: $0)
    }
  }
}
