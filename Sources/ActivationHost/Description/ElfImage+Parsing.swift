/// Reading an image from bytes: every read is checked against the file, every sum for overflow.
extension ElfImage {
  private static let maximumProgramHeaders = 256
  private static let maximumSymbols = 1 << 20
  /// The bytes of all names together.
  private static let maximumNameText = 64 << 20

  /// An image of a library's bytes.
  ///
  /// - Throws: ``HostError``: `notALibrary`, `otherMachine` or `malformedLibrary`.
  public init(bytes: [UInt8]) throws(HostError) {
    self.bytes = bytes
    try checkHeader()
    try checkSectionTable()
    guard let dynamicAddress = try readProgramHeaders() else {
      throw HostError(
        .notALibrary, "is no plugin", expected: "a dynamic section", found: "none")
    }
    let dynamic = try readDynamicSection(at: dynamicAddress)
    try readSymbols(dynamic)
  }

  /// The loader ignores the section table, but it stands last in a library as linkers write it:
  /// one that is missing shows a file that was cut short.
  private func checkSectionTable() throws(HostError) {
    let offset: UInt64 = try load(at: 40, "the ELF header")
    let entrySize: UInt16 = try load(at: 58, "the ELF header")
    let count: UInt16 = try load(at: 60, "the ELF header")
    guard offset != 0 else { return }
    try check(
      offset, size: UInt64(max(count, 1)) * UInt64(entrySize), "the section header table")
  }

  /// Fills in ``segments``; returns the dynamic section's address, if there is one.
  private mutating func readProgramHeaders() throws(HostError) -> UInt64? {
    let start: UInt64 = try load(at: 32, "the ELF header")
    let entrySize: UInt16 = try load(at: 54, "the ELF header")
    let count: UInt16 = try load(at: 56, "the ELF header")
    guard entrySize == 56 else {
      throw malformed("wrong size of a program header", at: 54, expected: "56", found: entrySize)
    }
    guard count <= Self.maximumProgramHeaders else {
      throw malformed(
        "too many program headers", at: 56, expected: "at most \(Self.maximumProgramHeaders)",
        found: count)
    }
    try check(start, size: UInt64(count) * 56, "the program headers")

    var dynamicAddress: UInt64?
    for index in 0..<UInt64(count) {
      let header = start + index * 56
      let type: UInt32 = try load(at: header, "a program header")
      let flags: UInt32 = try load(at: header + 4, "a program header")
      let address: UInt64 = try load(at: header + 16, "a program header")
      switch type {
      case 1:
        let segment = Segment(
          address: address,
          memorySize: try load(at: header + 40, "a program header"),
          fileOffset: try load(at: header + 8, "a program header"),
          fileSize: try load(at: header + 32, "a program header"),
          isWritable: flags & 2 != 0, isExecutable: flags & 1 != 0)
        try append(segment, header: header)
      case 2: dynamicAddress = address
      case 0x6474_E551: needsExecutableStack = flags & 1 != 0
      default: break
      }
    }
    return dynamicAddress
  }

  private mutating func append(_ segment: Segment, header: UInt64) throws(HostError) {
    try check(segment.fileOffset, size: segment.fileSize, "a segment")
    let (end, overflows) = segment.address.addingReportingOverflow(segment.memorySize)
    guard !overflows, segment.fileSize <= segment.memorySize else {
      throw malformed(
        "impossible segment", at: header,
        expected: "its bytes in the file to fit in its memory, and that in the address space",
        found: "\(segment.fileSize) in \(segment.memorySize) at \(segment.address)")
    }
    // The loader maps in this order; were they to overlap, the last would hide what we read.
    if let last = segments.last, segment.address < last.address + last.memorySize {
      throw malformed(
        "segments out of order or overlapping", at: header,
        expected: "an address from \(last.address + last.memorySize) on",
        found: "\(segment.address) to \(end)")
    }
    segments.append(segment)
  }

  /// The entries of the dynamic section that matter here; of one that is repeated the last counts,
  /// as it does for the loader.
  private struct Dynamic {
    var symbols: UInt64?
    var symbolSize: UInt64 = 24
    var names: UInt64?
    var namesSize: UInt64?
    var hash: UInt64?
    var gnuHash: UInt64?
    var needed: [UInt64] = []
  }

  private mutating func readDynamicSection(at address: UInt64) throws(HostError) -> Dynamic {
    guard let (start, available) = location(of: address) else {
      throw malformed("the dynamic section lies in no segment", found: "address \(address)")
    }
    var dynamic = Dynamic()
    var offset = start
    while offset - start + 16 <= available {
      let tag: UInt64 = try load(at: offset, "the dynamic section")
      let value: UInt64 = try load(at: offset + 8, "the dynamic section")
      switch tag {
      case 0: return dynamic
      case 1:
        guard dynamic.needed.count < 4096 else {
          throw malformed("too many needed libraries", at: offset, expected: "at most 4096")
        }
        dynamic.needed.append(value)
      case 4: dynamic.hash = value
      case 5: dynamic.names = value
      case 6: dynamic.symbols = value
      case 10: dynamic.namesSize = value
      case 11: dynamic.symbolSize = value
      case 22: hasTextRelocations = true
      case 15, 29: hasRunPath = true
      case 30:
        if value & 4 != 0 { hasTextRelocations = true }
        if value & 16 != 0 { hasStaticThreadLocals = true }
      case 0x6FFF_FEF5: dynamic.gnuHash = value
      case 0x6FFF_FFFB:
        if value & 0x40 != 0 { forbidsLoading = true }
        guard value & 0x0800_0000 == 0 else {
          throw HostError(
            .notALibrary, "is no plugin", expected: "a shared library (cc -shared)",
            found: "an executable")
        }
      default: break
      }
      offset += 16
    }
    throw malformed("the dynamic section has no end", at: start, expected: "a last entry DT_NULL")
  }

  private mutating func readSymbols(_ dynamic: Dynamic) throws(HostError) {
    guard let namesAddress = dynamic.names, let namesSize = dynamic.namesSize,
      let symbolsAddress = dynamic.symbols
    else {
      throw malformed(
        "the dynamic section is incomplete", expected: "DT_SYMTAB, DT_STRTAB and DT_STRSZ")
    }
    guard dynamic.symbolSize == 24 else {
      throw malformed("wrong size of a symbol", expected: "24", found: dynamic.symbolSize)
    }
    guard let names = location(of: namesAddress), namesSize <= names.available else {
      throw malformed(
        "the names lie in no segment", found: "\(namesSize) bytes at address \(namesAddress)")
    }
    var text = NameText(offset: names.offset, size: namesSize)
    for name in dynamic.needed { neededLibraries.append(try readName(name, &text)) }

    let count = try symbolCount(dynamic)
    guard count <= Self.maximumSymbols else {
      throw malformed(
        "too many symbols", expected: "at most \(Self.maximumSymbols)", found: count)
    }
    // Symbol 0 stands for nothing.
    guard count > 1 else { return }
    guard let table = location(of: symbolsAddress), count * 24 <= table.available else {
      throw malformed(
        "the symbols lie in no segment", found: "\(count) symbols at address \(symbolsAddress)")
    }
    for index in 1..<count { try readSymbol(at: table.offset + index * 24, &text) }
  }

  private mutating func readSymbol(at entry: UInt64, _ text: inout NameText) throws(HostError) {
    let nameOffset: UInt32 = try load(at: entry, "a symbol")
    let info: UInt8 = try load(at: entry + 4, "a symbol")
    let visibility: UInt8 = try load(at: entry + 5, "a symbol") & 3
    let section: UInt16 = try load(at: entry + 6, "a symbol")
    let binding = info >> 4
    // Global, weak or unique; of defined ones, default or protected: what the loader finds.
    let isDefined = section != 0
    guard binding == 1 || binding == 2 || binding == 10, nameOffset != 0,
      !isDefined || visibility == 0 || visibility == 3
    else { return }
    let kind: Symbol.Kind =
      switch info & 15 {
      case 0: .untyped
      case 1, 5: .object
      case 2: .function
      case 6: .threadLocal
      case 10: .indirectFunction
      default: .other(info & 15)
      }
    let symbol = Symbol(
      name: try readName(UInt64(nameOffset), &text), kind: kind, isWeak: binding == 2,
      isUnique: binding == 10, isAbsolute: section == 0xFFF1,
      address: try load(at: entry + 8, "a symbol"), size: try load(at: entry + 16, "a symbol"))
    if isDefined { exports.append(symbol) } else { undefinedSymbols.append(symbol) }
  }

  /// How many symbols there are, by the hash table that the loader looks them up in.
  private func symbolCount(_ dynamic: Dynamic) throws(HostError) -> UInt64 {
    if let address = dynamic.gnuHash { return try gnuSymbolCount(hashTable: address) }
    guard let address = dynamic.hash else {
      throw malformed("no symbol can be looked up", expected: "DT_GNU_HASH or DT_HASH")
    }
    guard let table = location(of: address), table.available >= 8 else {
      throw malformed("the hash table lies in no segment", found: "address \(address)")
    }
    let count: UInt32 = try load(at: table.offset + 4, "the hash table")
    return UInt64(count)
  }

  /// The chain of the highest bucket ends at the last symbol. Chains are runs of the table, so
  /// that following one is bounded by it.
  private func gnuSymbolCount(hashTable address: UInt64) throws(HostError) -> UInt64 {
    guard let (start, available) = location(of: address), available >= 16 else {
      throw malformed("the hash table lies in no segment", found: "address \(address)")
    }
    let bucketCount = UInt64(try load(at: start, "the hash table") as UInt32)
    let firstHashed = UInt64(try load(at: start + 4, "the hash table") as UInt32)
    let bloomWords = UInt64(try load(at: start + 8, "the hash table") as UInt32)
    // Each is a 32-bit count: the sums cannot overflow 64 bits.
    let buckets = 16 + bloomWords * 8
    let chains = buckets + bucketCount * 4
    guard chains <= available else {
      throw malformed(
        "the hash table exceeds its segment", at: start, expected: "at most \(available) bytes",
        found: chains)
    }
    var last: UInt64 = 0
    for index in 0..<bucketCount {
      let bucket: UInt32 = try load(at: start + buckets + index * 4, "the hash table")
      last = max(last, UInt64(bucket))
    }
    // No symbol is hashed: those before the first are all there are.
    if last == 0 { return firstHashed }
    guard last >= firstHashed else {
      throw malformed(
        "a bucket of the hash table is wrong", at: start, expected: "at least \(firstHashed)",
        found: last)
    }
    while chains + (last - firstHashed) * 4 + 4 <= available {
      let link: UInt32 = try load(
        at: start + chains + (last - firstHashed) * 4, "the hash table")
      last += 1
      if link & 1 != 0 { return last }
    }
    throw malformed("a chain of the hash table has no end", at: start)
  }

  /// The table of names, and how much of it has been read in all.
  private struct NameText {
    let offset: UInt64
    let size: UInt64
    var read = 0
  }

  private func readName(_ index: UInt64, _ text: inout NameText) throws(HostError) -> String {
    // The table was checked to lie in the file.
    let end = Int(text.offset + text.size)
    guard index < text.size else {
      throw malformed(
        "a name lies outside the table of names", expected: "\(text.size)",
        found: index)
    }
    let start = Int(text.offset + index)
    guard let length = bytes[start..<end].firstIndex(of: 0).map({ $0 - start }) else {
      throw malformed("a name has no end", at: UInt64(start))
    }
    text.read += length
    guard text.read <= Self.maximumNameText else {
      throw malformed(
        "the names are too long", expected: "at most \(Self.maximumNameText) bytes in all")
    }
    return String(decoding: bytes[start..<start + length], as: UTF8.self)
  }
}
