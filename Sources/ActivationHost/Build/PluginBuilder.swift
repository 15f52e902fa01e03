import CProcess
import Dispatch
import FileNames
import Glibc
import Synchronization

/// Compiles plugin sources as a third party would: one shared library from each, with the system's
/// compiler and the authors' headers.
///
/// C (`.c`) is compiled by `$CC`, or `cc`; C++ (`.cpp`, `.cc`, `.cxx`) by `$CXX`, or `c++`; Rust
/// (`.rs`) by `$RUSTC`, Fortran (`.f90`) by `$FC`, or `gfortran`, Zig (`.zig`) by `$ZIG`, Swift
/// (`.swift`), embedded, by `$SWIFTC`. A linker's version script `STEM.map` beside a source says
/// what it exports. Each library is written under another name first and renamed when it is whole,
/// so a build that fails or is interrupted leaves the library of the build before.
public struct PluginBuilder: Sendable {
  /// What became of one source.
  public struct Product: Sendable, Hashable {
    /// The source, as given.
    public var source: String
    /// The library: `DIRECTORY/STEM.so`.
    public var library: String
    /// The command line, quoted for a shell, that makes `library`; it may be run again by hand. What
    /// ran differed in the output's name only.
    public var command: String
    /// The compiler's exit status, 0 where it succeeded; 128 + N where signal N ended it.
    public var status: Int32
    /// What the compiler printed: errors and warnings.
    public var diagnostics: String

    /// Why the library, though it was compiled, is no plugin that could be loaded; nil where it is.
    public var objection: HostError?

    /// Whether the library is there, and a plugin.
    public var succeeded: Bool { status == 0 && objection == nil }
  }

  /// Where the libraries go.
  public let directory: String
  /// The directory of the authors' headers.
  public let headers: String

  /// A builder into `directory`, which is created where it is missing.
  ///
  /// - Throws: `notWritable` where that directory, or one for the headers, cannot be made.
  public init(into directory: String) throws(HostError) {
    try FileOutput.createDirectory(directory)
    self.directory = directory
    headers = try AuthorHeaders.directory()
  }

  /// Compiles every source, as many at a time as there are cores.
  ///
  /// - Returns: one product a source, in order; a source that does not compile stops no other.
  /// - Throws: before anything is compiled, `notReadable` where a source cannot be read and
  ///   `notBuildable` where its ending names no language or two sources make the same library;
  ///   `notBuildable` where a compiler cannot be started; `notWritable`.
  public func build(_ sources: [String]) throws(HostError) -> [Product] {
    let jobs = try jobs(sources)
    let results = Mutex([Result<Product, HostError>?](repeating: nil, count: jobs.count))
    // Runs no more at once than there are cores, and this thread is one of them.
    DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
      hillock_niceness_of_process()
      let result = Result { () throws(HostError) in try compile(jobs[index]) }
      results.withLock { $0[index] = result }
    }
    var products: [Product] = []
    for result in results.withLock({ $0 }) {
      if let result { products.append(try result.get()) }
    }
    return products
  }

  private struct Job {
    var source: String
    var language: Language
    var compiler: [String]
    var library: String
  }

  /// The languages, and the variable that names another compiler than the usual one.
  private enum Language: String, CaseIterable {
    case c = "CC"
    case cxx = "CXX"
    case rust = "RUSTC"
    case fortran = "FC"
    case zig = "ZIG"
    case swift = "SWIFTC"

    var endings: [String] {
      switch self {
      case .c: [".c"]
      case .cxx: [".cpp", ".cc", ".cxx"]
      case .rust: [".rs"]
      case .fortran: [".f90"]
      case .zig: [".zig"]
      case .swift: [".swift"]
      }
    }

    var compiler: [String] {
      let usual =
        switch self {
        case .c: "cc"
        case .cxx: "c++"
        case .rust: "rustc"
        case .fortran: "gfortran"
        case .zig: "zig"
        case .swift: "swiftc"
        }
      let words = getenv(rawValue).map { String(cString: $0) }?.split(separator: " ")
      return words.flatMap { $0.isEmpty ? nil : $0.map(String.init) } ?? [usual]
    }
  }

  private func jobs(_ sources: [String]) throws(HostError) -> [Job] {
    var jobs: [Job] = []
    var makers: [String: String] = [:]
    for source in sources {
      let file = source.unicodeScalars.split(separator: "/").last.map(String.init) ?? source
      let dot = file.lastIndex(of: ".") ?? file.endIndex
      let ending = String(file[dot...])
      guard let language = Language.allCases.first(where: { $0.endings.contains(ending) }),
        dot > file.startIndex
      else {
        throw HostError(
          .notBuildable, "is in no language that can be built here", file: source,
          expected:
            "a file that ends in \(Language.allCases.flatMap(\.endings).joined(separator: ", "))")
      }
      guard access(source.fileName, R_OK) == 0 else { throw RegularFile.unreadable(source, errno) }
      let library = "\(directory)/\(file[..<dot]).so"
      if let other = makers.updateValue(source, forKey: library) {
        throw HostError(
          .notBuildable, "makes the same library as \(other)", file: source,
          expected: "sources of different names")
      }
      jobs.append(
        Job(source: source, language: language, compiler: language.compiler, library: library))
    }
    return jobs
  }

  private func command(_ job: Job, output: String) -> [String] {
    let (source, output) = (Self.operand(job.source), Self.operand(output))
    let dot = job.source.lastIndex(of: ".") ?? job.source.endIndex
    let script = "\(job.source[..<dot]).map"
    let exports = access(script.fileName, R_OK) == 0 ? "--version-script=\(script)" : nil
    return job.compiler + options(job.language, source, output, exports)
  }

  private func options(
    _ language: Language, _ source: String, _ output: String, _ exports: String?
  ) -> [String] {
    // An unresolved symbol is better met here than by whoever loads the library.
    let linker = ["-Wl,-z,defs"] + [exports].compactMap { $0.map { "-Wl,\($0)" } }
    switch language {
    case .c, .cxx:
      // Vector code needs -O3 and leave to compute on the branch not taken; no result differs by it.
      return [
        "-O3", "-fno-math-errno", "-fno-trapping-math", "-Wall", "-Wextra", "-shared", "-fPIC",
        "-I\(headers)", source, "-o", output, "-lm",
      ] + linker
    case .fortran:
      return ["-O2", "-Wall", "-shared", "-fPIC", source, "-o", output, "-lm"] + linker
    case .rust:
      return [
        "--crate-type=cdylib", "--crate-name=plugin", "--edition=2021", "-O", "-Cpanic=abort",
        "-Anon-upper-case-globals", source, "-o", output, "-lm",
      ]
    case .zig:
      return [
        "build-lib", "-dynamic", "-O", "ReleaseFast", source, "-lc", "-femit-bin=\(output)",
      ]
    case .swift:
      return [
        // An activation has no business with the heap: without it the runtime's allocator stays out.
        "-O", "-wmo", "-no-allocations", "-parse-as-library", "-module-name", "plugin",
        "-enable-experimental-feature", "Embedded", "-enable-experimental-feature", "Extern",
        "-enable-experimental-feature", "SymbolLinkageMarkers", "-emit-library", source, "-o",
        output, "-Xlinker", "-lm",
      ] + [exports].compactMap { $0.map { ["-Xlinker", $0] } }.flatMap { $0 }
    }
  }

  /// A path that no compiler takes for an option.
  private static func operand(_ path: String) -> String {
    path.hasPrefix("-") ? "./\(path)" : path
  }

  private func compile(_ job: Job) throws(HostError) -> Product {
    // Not a name that ends in .so: nobody may find the unfinished file.
    let unfinished = "\(job.library).\(getpid())"
    defer { unlink(unfinished.fileName) }
    // Fortran leaves a module's description where it is told to: nobody needs it.
    let scratch = "\(unfinished).modules"
    let isFortran = job.language == .fortran
    if isFortran { try FileOutput.createDirectory(scratch) }
    defer { if isFortran { Self.remove(scratch) } }
    let outcome = try ChildProcess.run(
      command(job, output: unfinished) + (isFortran ? ["-J", Self.operand(scratch)] : []))
    if outcome.status == 0 && rename(unfinished.fileName, job.library.fileName) != 0 {
      throw HostError(
        .notWritable, "cannot be written: \(String(cString: strerror(errno)))", file: job.library)
    }
    return Product(
      source: job.source, library: job.library,
      command: command(job, output: job.library).map(Self.quoted).joined(separator: " "),
      status: outcome.status, diagnostics: outcome.output,
      objection: outcome.status == 0 ? Self.objection(to: job.library) : nil)
  }

  /// Removes a directory of files.
  private static func remove(_ directory: String) {
    if let stream = opendir(directory.fileName) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        unlink("\(directory)/\(name)".fileName)
      }
      closedir(stream)
    }
    rmdir(directory.fileName)
  }

  /// Reads what was made, as whoever searches for plugins will.
  private static func objection(to library: String) -> HostError? {
    do throws(HostError) {
      let image = try ElfImage.read(path: library)
      _ = try LibraryDescription(path: FilePath.absolute(library), image: image)
      if let remedy = AuthorMistakes.remedy(for: "", in: image) {
        return HostError(.loadFailed, "cannot be loaded", file: library, expected: remedy)
      }
      return nil
    } catch {
      return error.within(file: library)
    }
  }

  /// `word` as a shell reads it back.
  static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./=,+:@%".utf8.contains($0)
      }
    }
    if plain && !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}

extension HostError.Code {
  /// A file or directory could not be created or written.
  public static let notWritable = Self(rawValue: "not-writable")
  /// A source cannot be compiled: no language of ours, no compiler.
  public static let notBuildable = Self(rawValue: "not-buildable")
}
