/// A shared library as the dynamic loader would see it, read from its file without running it.
///
/// Only what the loader goes by is read: program headers, the dynamic section, and the dynamic
/// symbol table. Any byte sequence gives an image or a ``HostError``; the work is linear in the
/// file's size, and the numbers of headers and symbols and the text of names are bounded.
public struct ElfImage: Sendable {
  /// A symbol of the dynamic symbol table.
  public struct Symbol: Sendable, Hashable {
    /// What a symbol stands for.
    public enum Kind: Sendable, Hashable {
      /// Not stated, as assemblers and some compilers leave it.
      case untyped
      /// Data.
      case object
      /// Code.
      case function
      /// Code chosen when the library loads, as `target_clones` makes it.
      case indirectFunction
      /// A variable that each thread has its own of.
      case threadLocal
      /// Any other, by its number.
      case other(UInt8)
    }

    /// The name; bytes that are no UTF-8 are replaced.
    public var name: String
    /// What it stands for.
    public var kind: Kind
    /// Whether it may be missing, or be replaced.
    public var isWeak: Bool
    /// Whether one definition serves the whole process, as C++ has it of a static variable in an
    /// inline function.
    public var isUnique: Bool
    /// Whether its value is a number, not an address in the library.
    public var isAbsolute: Bool
    /// Its address, relative to where the library is loaded.
    public var address: UInt64
    /// How many bytes it stands for; 0 where that is not stated.
    public var size: UInt64

    /// Whether it is a version script's node, which the linker exports under the node's name.
    public var isVersionNode: Bool { isAbsolute && kind == .object && address == 0 && size == 0 }

    /// Whether it can be called, as far as its kind says.
    public var isCallable: Bool {
      !isAbsolute && (kind == .function || kind == .indirectFunction || kind == .untyped)
    }

    /// Whether it can be read as data, as far as its kind says.
    public var isData: Bool { !isAbsolute && (kind == .object || kind == .untyped) }
  }

  /// A part of the file that the loader maps (a `PT_LOAD` program header).
  public struct Segment: Sendable, Hashable {
    /// Where it begins in memory, relative to where the library is loaded.
    public var address: UInt64
    /// Its bytes in memory; those beyond `fileSize` are zero.
    public var memorySize: UInt64
    /// Where it begins in the file.
    public var fileOffset: UInt64
    /// Its bytes in the file.
    public var fileSize: UInt64
    /// Whether it may be written to.
    public var isWritable: Bool
    /// Whether it may be executed.
    public var isExecutable: Bool
  }

  /// The file's bytes.
  public let bytes: [UInt8]
  /// What the loader maps, by ascending address.
  public internal(set) var segments: [Segment] = []
  /// The libraries that it needs (`DT_NEEDED`), in order.
  public internal(set) var neededLibraries: [String] = []
  /// The symbols that it offers to others, in the table's order.
  public internal(set) var exports: [Symbol] = []
  /// The symbols that it expects from others, in the table's order.
  public internal(set) var undefinedSymbols: [Symbol] = []
  /// Whether it asks for an executable stack, or does not say that it needs none.
  public internal(set) var needsExecutableStack = true
  /// Whether it says where to look for those (`DT_RPATH`, `DT_RUNPATH`).
  public internal(set) var hasRunPath = false
  /// Whether its thread-local variables want room that was set aside when the process began.
  public internal(set) var hasStaticThreadLocals = false
  /// Whether it forbids `dlopen` (`-z nodlopen`).
  public internal(set) var forbidsLoading = false
  /// Whether the loader must write to its code (`DT_TEXTREL`).
  public internal(set) var hasTextRelocations = false

  /// SHA-256 of ``bytes`` in lower-case hexadecimal; computed at each call.
  public var sha256: String { RegularFile.sha256(bytes) }

  /// The largest file that is read.
  public static let maximumSize = 256 << 20

  /// Reads the library at `path`.
  ///
  /// - Throws: ``HostError``: `notReadable`, `tooLarge`, `notALibrary`, `otherMachine` or
  ///   `malformedLibrary`, with the file and, for the last, the byte.
  public static func read(path: String) throws(HostError) -> ElfImage {
    do throws(HostError) {
      return try ElfImage(bytes: RegularFile.contents(of: path, limit: maximumSize))
    } catch {
      throw error.within(file: path)
    }
  }

  /// Where the byte at `address` lies in the file, and how many follow it there without a gap.
  ///
  /// Returns nil where no segment has it, or where it is one of the zeros beyond a segment's part
  /// of the file.
  func location(of address: UInt64) -> (offset: UInt64, available: UInt64)? {
    for segment in segments where address >= segment.address {
      let distance = address - segment.address
      if distance < segment.fileSize {
        // Both sums stay within the file: checked when the segment was read.
        return (segment.fileOffset + distance, segment.fileSize - distance)
      }
    }
    return nil
  }

  /// The bytes that a data symbol stands for: its size, or up to the zero byte where it has none.
  ///
  /// Returns nil where they do not lie in the file.
  func contents(of symbol: Symbol) -> ArraySlice<UInt8>? {
    guard let (offset, available) = location(of: symbol.address), symbol.size <= available else {
      return nil
    }
    let start = Int(offset)
    if symbol.size > 0 { return bytes[start..<start + Int(symbol.size)] }
    let rest = bytes[start..<start + Int(available)]
    return rest.firstIndex(of: 0).map { rest[..<$0] }
  }
}
