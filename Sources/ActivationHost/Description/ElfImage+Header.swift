/// What the first bytes of a file say it is.
extension ElfImage {
  /// The size of the 64-bit ELF header.
  static let headerSize = 64

  /// Checks that `bytes` begin as a shared library for this machine does.
  ///
  /// Each way in which they may not has its own words: that is what people meet.
  func checkHeader() throws(HostError) {
    guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      throw HostError(
        .notALibrary, "is no plugin", expected: "an ELF shared library",
        found: Self.kind(ofFile: bytes))
    }
    guard bytes.count >= Self.headerSize else {
      throw truncated("the ELF header", at: 0, size: UInt64(Self.headerSize))
    }
    let isLittleEndian = bytes[5] != 2
    func half(_ offset: Int) -> UInt16 {
      let (low, high) = (UInt16(bytes[offset]), UInt16(bytes[offset + 1]))
      return isLittleEndian ? low | high << 8 : high | low << 8
    }
    let machine = Self.machineName(half(18))
    let bits = bytes[4] == 1 ? "32-bit" : bytes[4] == 2 ? "64-bit" : "class \(bytes[4])"
    let order = bytes[5] == 1 ? "little-endian" : bytes[5] == 2 ? "big-endian" : "unknown order"
    guard bytes[4] == 2, bytes[5] == 1, half(18) == Self.hostMachine else {
      throw HostError(
        .otherMachine, "is for another machine",
        expected: "64-bit little-endian \(Self.machineName(Self.hostMachine))",
        found: "\(bits) \(order) \(machine)")
    }
    // System V and GNU: what glibc loads.
    guard bytes[7] == 0 || bytes[7] == 3 else {
      throw HostError(
        .otherMachine, "is for another system", expected: "System V or GNU (ABI 0 or 3)",
        found: "ABI \(bytes[7])", position: .byte(7))
    }
    guard bytes[6] == 1 else {
      throw malformed("unknown ELF version", at: 6, expected: "1", found: "\(bytes[6])")
    }
    guard half(16) == 3 else {
      throw HostError(
        .notALibrary, "is no plugin", expected: "a shared library (cc -shared)",
        found: Self.kind(ofType: half(16)))
    }
  }

  private static var hostMachine: UInt16 {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #elseif arch(riscv64)
      243
    #else
      #error("state this processor's ELF machine number")
    #endif
  }

  private static func machineName(_ machine: UInt16) -> String {
    switch machine {
    case 3: "x86"
    case 8: "MIPS"
    case 20: "PowerPC"
    case 21: "PowerPC64"
    case 22: "S/390"
    case 40: "ARM"
    case 43: "SPARC64"
    case 62: "x86-64"
    case 183: "AArch64"
    case 243: "RISC-V"
    case 258: "LoongArch"
    default: "machine \(machine)"
    }
  }

  private static func kind(ofType type: UInt16) -> String {
    switch type {
    case 1: "an object file (cc -c)"
    case 2: "an executable"
    case 4: "a core dump"
    default: "ELF type \(type)"
    }
  }

  private static let signatures: [(bytes: [UInt8], kind: String)] = [
    (Array("!<arch>\n".utf8), "a static library (ar)"),
    (Array("#!".utf8), "a script"),
    (Array("MZ".utf8), "a Windows library or program"),
    ([0xCF, 0xFA, 0xED, 0xFE], "a macOS library or program"),
    ([0xCA, 0xFE, 0xBA, 0xBE], "a macOS universal library or program"),
    ([0x42, 0x43, 0xC0, 0xDE], "LLVM bitcode"),
    ([0x00, 0x61, 0x73, 0x6D], "WebAssembly"),
    ([0x1F, 0x8B], "a gzip archive"),
  ]

  private static func kind(ofFile bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "an empty file" }
    if let known = signatures.first(where: { bytes.starts(with: $0.bytes) }) { return known.kind }
    let isText = bytes.prefix(512).allSatisfy {
      $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0)
    }
    return isText ? "text" : "other bytes"
  }
}
