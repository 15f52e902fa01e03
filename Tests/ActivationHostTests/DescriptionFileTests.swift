import ActivationHost
import Foundation
import Testing

/// Files that are no plugins, or no longer.
@Suite struct DescriptionFileTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func check(
    _ path: String, _ code: HostError.Code, says: String...,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let error = try #require(throws: HostError.self, sourceLocation: location) {
      try LibraryDescription.read(path: path)
    }
    #expect(error.code == code, "\(error)", sourceLocation: location)
    #expect(error.file == path, sourceLocation: location)
    for part in says {
      #expect(error.description.contains(part), "\(error)", sourceLocation: location)
    }
  }

  @Test func whatIsNoLibraryIsNamed() throws {
    let kinds: [(contents: [UInt8], found: String)] = [
      ([], "an empty file"), (Array("#!/bin/sh\n".utf8), "a script"),
      (Array("double activation_value(double x);\n".utf8), "text"),
      (Array("!<arch>\nrest".utf8), "a static library"), (Array("MZ\u{90}".utf8), "a Windows"),
      ([0xCF, 0xFA, 0xED, 0xFE, 7], "a macOS"), ([0, 1, 2, 3, 4], "other bytes"),
      ([0x7F, 0x45, 0x4C], "other bytes"),
    ]
    for (contents, found) in kinds {
      try check(
        directory.write(contents, to: "a.so"), .notALibrary, says: "an ELF shared library", found)
    }
  }

  @Test func programsAndObjectFilesAreNamed() throws {
    let main = "int main(void) { return 0; }"
    try check(
      directory.compile(main, to: "pie.so", with: ["cc", "-pie", "-fPIE"]), .notALibrary,
      says: "found an executable", "cc -shared")
    try check(
      directory.compile(main, to: "fixed.so", with: ["cc", "-no-pie"]), .notALibrary,
      says: "found an executable")
    try check(
      directory.compile(main, to: "object.so", with: ["cc", "-c"]), .notALibrary,
      says: "found an object file")
  }

  @Test func otherMachinesAreNamed() throws {
    let bytes = SyntheticLibrary(records: DescriptionRecordTests.base).bytes
    #expect(throws: Never.self) { try SyntheticLibrary.read(bytes) }
    func check(_ found: String, _ change: (inout [UInt8]) -> Void) throws {
      var bytes = bytes
      change(&bytes)
      let error = try #require(throws: HostError.self) { try SyntheticLibrary.read(bytes) }
      #expect(error.code == .otherMachine)
      #expect(error.description.contains("found \(found)"), "\(error)")
      #expect(error.description.contains("expected "), "\(error)")
    }
    try check("64-bit little-endian RISC-V") { $0.store(243 as UInt16, at: 18) }
    try check("64-bit little-endian machine 4660") { $0.store(0x1234 as UInt16, at: 18) }
    try check("64-bit big-endian S/390") {
      $0[5] = 2
      $0.store((22 as UInt16).bigEndian, at: 18)
    }
    try check("32-bit") { $0[4] = 1 }
    try check("ABI 9") { $0[7] = 9 }
  }

  @Test func aBareLibraryThatLacksOneOfTheTwo() throws {
    try check(
      directory.compile("double activation_value(double x) { return x; }", to: "v.so"),
      .missingFunction, says: "v: the derivative is missing", "activation_derivative(double x)",
      "only activation_value")
    try check(
      directory.compile("double activation_derivative(double x) { return x; }", to: "d.so"),
      .missingFunction, says: "the value is missing", "activation_value(double x)")
    try check(
      directory.compile("double activation_value = 3, activation_derivative;", to: "data.so"),
      .missingSymbol, says: "not as a function")
    try check(
      directory.compile("int unrelated(void) { return 0; }", to: "other.so"), .notAPlugin,
      says: "activation_info", "activation_value")
    try check(
      directory.compile(Sources.bare, to: "a,b.so"), .malformedRecord, says: "'a,b'", "letters")
  }

  @Test func recordsWithoutContentsInTheFile() throws {
    try check(
      directory.compile("char activation_info[100000];", to: "zero.so"), .malformedRecord,
      says: "outside the file's data", "initialized")
  }

  @Test func whatIsNoRegularFileIsRefusedAtOnce() throws {
    let pipe = "\(directory.path)/pipe.so"
    #expect(mkfifo(pipe, 0o600) == 0)
    try check(pipe, .notReadable, says: "a regular file", "a pipe")
    try check(directory.path, .notReadable, says: "a directory")
    try check("/dev/zero", .notReadable, says: "a device")
    try check("\(directory.path)/none.so", .notReadable, says: "No such file")
    let large = try directory.write([], to: "large.so")
    #expect(truncate(large, off_t(ElfImage.maximumSize) + 1) == 0)
    try check(large, .tooLarge, says: "at most 268435456", "268435457")
  }

  @Test func aLibraryCutAnywhereIsAnError() throws {
    let bytes = try [UInt8](
      Data(contentsOf: URL(fileURLWithPath: directory.compile(Sources.described, to: "a.so"))))
    _ = try SyntheticLibrary.read(bytes)
    for length in 0..<bytes.count {
      let error = #expect(throws: HostError.self, "cut to \(length) bytes") {
        try SyntheticLibrary.read(Array(bytes[..<length]))
      }
      guard let error, error.code == .malformedLibrary || length < 4 else {
        Issue.record("cut to \(length) bytes: \(String(describing: error))")
        return
      }
      #expect(error.expected != nil && error.found != nil)
    }
  }

  // MARK: Hostile numbers

  private func expectMalformed(
    _ says: String, at location: SourceLocation = #_sourceLocation,
    _ change: (inout [UInt8]) -> Void
  ) {
    var bytes = SyntheticLibrary(records: DescriptionRecordTests.base).bytes
    change(&bytes)
    let error = #expect(throws: HostError.self, sourceLocation: location) {
      try SyntheticLibrary.read(bytes)
    }
    #expect(error?.code == .malformedLibrary, sourceLocation: location)
    #expect(
      error?.description.contains(says) == true, "\(String(describing: error))",
      sourceLocation: location)
  }

  private static let load = SyntheticLibrary.programHeaders
  private static func entry(_ index: Int) -> Int { SyntheticLibrary.dynamic + index * 16 }

  @Test func headersThatLeadNowhere() {
    expectMalformed("beyond its end") { $0.store(UInt64.max, at: 32) }
    expectMalformed("beyond its end") { $0.store(UInt64.max - 40, at: 40) }
    expectMalformed("size of a program header") { $0.store(55 as UInt16, at: 54) }
    expectMalformed("too many program headers") { $0.store(UInt16.max, at: 56) }
    expectMalformed("beyond its end") { $0.store(UInt64.max, at: Self.load + 8) }
    expectMalformed("beyond its end") { $0.store(UInt64.max, at: Self.load + 32) }
    expectMalformed("impossible segment") { $0.store(1 as UInt64, at: Self.load + 40) }
    expectMalformed("impossible segment") { $0.store(UInt64.max, at: Self.load + 16) }
    expectMalformed("overlapping") { $0.store(1 as UInt32, at: Self.load + 56) }
    expectMalformed("in no segment") { $0.store(UInt64.max, at: Self.load + 56 + 16) }
  }

  @Test func dynamicSectionsThatLeadNowhere() {
    expectMalformed("has no end") { bytes in
      for offset in stride(from: Self.entry(5), to: bytes.count - 8, by: 1) { bytes[offset] = 99 }
    }
    expectMalformed("incomplete") { $0.store(99 as UInt64, at: Self.entry(2)) }
    expectMalformed("can be looked up") { $0.store(99 as UInt64, at: Self.entry(0)) }
    expectMalformed("hash table lies in no") { $0.store(UInt64.max, at: Self.entry(0) + 8) }
    expectMalformed("names lie in no segment") { $0.store(UInt64.max, at: Self.entry(1) + 8) }
    expectMalformed("symbols lie in no") { $0.store(UInt64.max - 7, at: Self.entry(2) + 8) }
    expectMalformed("names lie in no segment") { $0.store(UInt64.max, at: Self.entry(3) + 8) }
    expectMalformed("size of a symbol") { $0.store(0 as UInt64, at: Self.entry(4) + 8) }
    expectMalformed("has no end") { $0.store(2 as UInt64, at: Self.entry(3) + 8) }
    expectMalformed("outside the table of names") { $0.store(1 as UInt64, at: Self.entry(3) + 8) }
  }

  @Test func symbolCountsBeyondTheFile() {
    for count: UInt32 in [1000, 1 << 20, (1 << 20) + 1, .max] {
      expectMalformed(count > 1 << 20 ? "too many symbols" : "symbols lie in no segment") {
        $0.store(count, at: SyntheticLibrary.hash + 4)
      }
    }
  }

  /// A table of the newer kind in place of the symbols: the first number is its buckets'.
  private func expectMalformedHash(_ says: String, _ words: [UInt32]) {
    expectMalformed(says) { bytes in
      bytes.store(0x6FFF_FEF5 as UInt64, at: Self.entry(0))
      bytes.store(UInt64(bytes.count), at: Self.entry(0) + 8)
      for word in words { bytes.append(word) }
      bytes.store(UInt64(bytes.count), at: Self.load + 32)
      bytes.store(UInt64(bytes.count), at: Self.load + 40)
    }
  }

  @Test func hashTablesThatLeadNowhere() {
    expectMalformedHash("exceeds its segment", [.max, 1, 1, 0])
    expectMalformedHash("exceeds its segment", [1, 1, .max, 0])
    expectMalformedHash("exceeds its segment", [1, 1, 0, 0])
    // A bucket below the first symbol, and chains that never end.
    expectMalformedHash("bucket of the hash table is wrong", [1, 5, 0, 0, 3])
    expectMalformedHash("has no end", [1, 1, 0, 0, 1])
    expectMalformedHash("has no end", [1, 1, 0, 0, 1, 2, 4, 6, 8])
    expectMalformedHash("has no end", [2, 1, 0, 0, 1, .max, 2, 4, 6, 8])
  }

  @Test func namesThatRepeatOneLongText() throws {
    // 2^14 symbols of the same name of 2^16 bytes: 1 GiB, were they all taken.
    var library = SyntheticLibrary(records: DescriptionRecordTests.base)
    library.functions.append(String(repeating: "a", count: 1 << 16))
    var bytes = library.bytes
    let name = UInt32(
      1 + library.functions.dropLast().reduce(0) { $0 + $1.utf8.count + 1 })
    let table = bytes.count
    for _ in 0..<1 << 14 {
      bytes.append(name)
      bytes += [0x12, 0, 1, 0]
      bytes += [UInt8](repeating: 0, count: 16)
    }
    bytes.store(UInt64(table), at: Self.entry(2) + 8)
    bytes.store((1 << 14) as UInt32, at: SyntheticLibrary.hash + 4)
    bytes.store(UInt64(bytes.count), at: Self.load + 32)
    bytes.store(UInt64(bytes.count), at: Self.load + 40)
    let error = try #require(throws: HostError.self) { try SyntheticLibrary.read(bytes) }
    #expect(error.description.contains("names are too long"))
  }
}
