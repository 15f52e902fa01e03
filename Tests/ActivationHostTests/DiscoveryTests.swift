import ActivationHost
import Foundation
import Testing

/// Where plugins are looked for, and which of them are found.
@Suite struct DiscoveryTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Writes a library with activations of these names, and aliases.
  private func write(
    _ names: String..., aliases: String = "", to file: String, version: String = "1.0.0"
  ) throws {
    let records = names.map { name in
      """
      \(name).version: \(version)
      \(name).aliases: \(aliases)
      \(name).value: double f_value(double x)
      \(name).derivative: double f_derivative(double x)

      """
    }
    try directory.write(SyntheticLibrary(records: records.joined()).bytes, to: file)
  }

  private func search(_ places: String...) throws -> Registry {
    try Registry(
      searchPath: SearchPath(
        explicit: places.map { "\(directory.path)/\($0)" }, environment: [:], executable: nil))
  }

  // MARK: Search path

  @Test func placesComeInTheirOrder() throws {
    let path = SearchPath(
      explicit: ["/a/./b/", "plugins"],
      environment: ["HILLOCK_PLUGIN_PATH": "/c::/d", "XDG_DATA_HOME": "/data", "HOME": "/home/me"],
      executable: "/opt/hillock/bin/hillock")
    let here = FileManager.default.currentDirectoryPath
    #expect(
      path.places.map(\.path) == [
        "/a/b", "\(here)/plugins", "/c", "/d", "/data/hillock/plugins",
        "/opt/hillock/bin/plugins", "/opt/hillock/bin", "/usr/local/lib/hillock/plugins",
        "/usr/lib/hillock/plugins",
      ])
    #expect(
      path.places.map(\.origin) == [
        .option, .option, .environment, .environment, .dataHome, .executable, .executable, .system,
        .system,
      ])
  }

  @Test func theDataDirectoryHasADefault() {
    func dataHome(_ environment: [String: String]) -> [String] {
      SearchPath(environment: environment, executable: nil).places
        .filter { $0.origin == .dataHome }.map(\.path)
    }
    #expect(dataHome(["HOME": "/home/me"]) == ["/home/me/.local/share/hillock/plugins"])
    #expect(
      dataHome(["HOME": "/home/me", "XDG_DATA_HOME": "relative"])
        == ["/home/me/.local/share/hillock/plugins"])
    #expect(dataHome([:]).isEmpty)
  }

  @Test func aPlaceIsSearchedOnce() {
    let path = SearchPath(
      explicit: ["/a", "/a/"], environment: ["HILLOCK_PLUGIN_PATH": "/a"], executable: nil)
    #expect(path.places.filter { $0.path == "/a" }.map(\.origin) == [.option])
  }

  @Test func theRunningProgramIsKnown() throws {
    #expect(try #require(SearchPath.currentExecutable()).hasPrefix("/"))
  }

  // MARK: Registry

  @Test func theFirstOfANameWinsAndTheOthersAreListed() throws {
    try write("relu", to: "one/z.so", version: "1.0.0")
    try write("relu", "tanh", to: "two/b.so", version: "2.0.0")
    try write("tanh", to: "two/c.so", version: "3.0.0")
    let registry = try search("one", "two")
    let path = directory.path
    #expect(
      registry.entries.map { "\($0.name) \($0.path.dropFirst(path.count + 1))" } == [
        "relu one/z.so", "relu two/b.so", "tanh two/b.so", "tanh two/c.so",
      ])
    #expect(
      registry.entries.map(\.status) == [
        .available, .shadowed(by: "\(path)/one/z.so"), .available,
        .shadowed(by: "\(path)/two/b.so"),
      ])
    #expect(try registry.find("relu").activation.text("version") == "1.0.0")
    #expect(try registry.find("tanh").activation.text("version") == "2.0.0")
    let reversed = try search("two", "one")
    #expect(try reversed.find("relu").activation.text("version") == "2.0.0")
  }

  @Test func onlyLibrariesOfTheDirectoryItselfAreRead() throws {
    try write("relu", to: "relu.so")
    try write("hidden", to: ".hidden.so")
    try write("other", to: "other.so.1")
    try write("deep", to: "deeper/deep.so")
    #expect(try search("").entries.map(\.name) == ["relu"])
  }

  @Test func aFileThatIsNoPluginStopsNothing() throws {
    try write("relu", to: "relu.so")
    try directory.write("hello".utf8, to: "bad.so")
    try directory.write([], to: "empty.so")
    #expect(mkfifo("\(directory.path)/pipe.so", 0o600) == 0)
    try FileManager.default.createDirectory(
      atPath: "\(directory.path)/folder.so", withIntermediateDirectories: false)
    let registry = try search("")
    #expect(registry.entries.map(\.name) == ["relu", "bad", "empty", "folder", "pipe"])
    for entry in registry.entries.dropFirst() {
      guard case .rejected(let error) = entry.status else {
        Issue.record("\(entry.name) was not rejected")
        continue
      }
      #expect(error.file == entry.path && entry.library == nil)
    }
    // Who asks for it learns why it is not there.
    let error = try #require(throws: HostError.self) { try registry.find("bad") }
    #expect(error.code == .notALibrary && error.description.contains("found text"))
  }

  @Test func anActivationOfARejectedLibrarySaysWhy() throws {
    let records = "gelu.value: double f_value(double x)\n"
    try directory.write(SyntheticLibrary(records: records).bytes, to: "many.so")
    let error = try #require(throws: HostError.self) { try search("").find("gelu") }
    #expect(error.code == .missingFunction && error.file == "\(directory.path)/many.so")
  }

  @Test func aFileMayBeNamedInsteadOfADirectory() throws {
    try write("relu", to: "plugin.anything")
    let registry = try search("plugin.anything")
    #expect(registry.entries.map(\.name) == ["relu"])
    // The same file through its directory is not met twice.
    try write("tanh", to: "tanh.so")
    #expect(try search("tanh.so", "").entries.map(\.status) == [.available])
  }

  @Test func aLinkedDirectoryIsReadOnce() throws {
    try write("relu", to: "real/relu.so")
    try FileManager.default.createSymbolicLink(
      atPath: "\(directory.path)/link", withDestinationPath: "real")
    #expect(try search("real", "link").entries.count == 1)
  }

  @Test func whatIsMissingIsAnErrorOnlyWhereTheUserNamedIt() throws {
    let error = try #require(throws: HostError.self) { try search("nowhere") }
    #expect(error.code == .notReadable)
    #expect(error.description == "\(directory.path)/nowhere: there is no such directory or file")

    let registry = try Registry(
      searchPath: SearchPath(
        environment: ["HILLOCK_PLUGIN_PATH": "/no/where", "HOME": "/not/here"],
        executable: "/not/here/hillock"))
    #expect(registry.entries.filter { $0.path.hasPrefix("/not") }.isEmpty)
    #expect(registry.entries.map(\.path).contains("/no/where"))
  }

  @Test func aliasesFindButNamesGoFirst() throws {
    try write("leaky_relu", aliases: "lrelu relu", to: "a.so")
    try write("relu", to: "b.so")
    try write("other", aliases: "lrelu other2", to: "c.so")
    let registry = try search("")
    #expect(try registry.find("lrelu").activation.name == "leaky_relu")
    #expect(try registry.find("other2").activation.name == "other")
    #expect(try registry.find("relu").activation.name == "relu")
    #expect(try registry.find("relu").library.path == "\(directory.path)/b.so")
  }

  @Test func anUnknownNameGivesTheNearest() throws {
    try write("sigmoid", "tanh", "gelu", "gelu_tanh", aliases: "", to: "a.so")
    let registry = try search("")
    func message(_ name: String) throws -> String {
      let error = try #require(throws: HostError.self) { try registry.find(name) }
      #expect(error.code == .unknownActivation)
      return error.description
    }
    #expect(try message("sigmiod").hasSuffix("'sigmiod'; did you mean sigmoid?"))
    #expect(try message("tahn").hasSuffix("did you mean tanh?"))
    // Case, - and _ make no other name.
    #expect(try registry.find("Tanh").activation.name == "tanh")
    #expect(try registry.find("gelu_").activation.name == "gelu")
    #expect(try message("quadratic").contains("looked in \(directory.path)"))
    #expect(try message("").contains("looked in"))
  }

  @Test func listingRunsNothing() throws {
    let trace = "\(directory.path)/trace"
    let source = """
      #include <stdio.h>
      __attribute__((constructor)) static void run(void) { fclose(fopen("\(trace)", "w")); }
      \(Sources.bare)
      """
    let library = try directory.compile(source, to: "eager.so")
    #expect(try search("").find("eager").library.path == library)
    #expect(!FileManager.default.fileExists(atPath: trace))
    // The constructor is real: loading the library runs it.
    let handle = try #require(dlopen(library, RTLD_NOW | RTLD_LOCAL))
    #expect(FileManager.default.fileExists(atPath: trace))
    dlclose(handle)
  }

  /// Listing takes milliseconds because it reads each file once: that is what can be counted.
  @Test func listingReadsEachFileOnce() throws {
    let bytes = try Data(
      contentsOf: URL(fileURLWithPath: directory.compile(Sources.bare, to: "p0.so")))
    for index in 1..<70 { try directory.write(bytes, to: "p\(index).so") }
    #expect(try search("").entries.count == 70)
    let before = try Self.read()
    _ = try search("")
    let after = try Self.read()
    // Asking takes a few reads of some hundred bytes.
    #expect(after.bytes - before.bytes < 70 * bytes.count + 4096)
    #expect(after.calls - before.calls < 70 + 10)
  }

  /// What this thread has read so far, as the kernel counts it.
  private static func read() throws -> (bytes: Int, calls: Int) {
    guard let text = try? String(contentsOfFile: "/proc/thread-self/io", encoding: .utf8) else {
      try Test.cancel("this kernel counts no reads")
    }
    let counts = Dictionary(
      uniqueKeysWithValues: text.split(separator: "\n").map { line in
        let words = line.split(separator: ":")
        return (words[0], Int(words[1].dropFirst()) ?? 0)
      })
    return (try #require(counts["rchar"]), try #require(counts["syscr"]))
  }

  // MARK: Readings

  @Test func caseHyphensAndUnderscoresMayDiffer() throws {
    try write("leaky_relu", aliases: "lre_lu", to: "a.so")
    let registry = try search("")
    for name in ["LeakyReLU", "leaky-relu", "LEAKY_RELU", "leakyrelu", "LReLU", "lre-lu"] {
      #expect(try registry.find(name).activation.name == "leaky_relu")
    }
    #expect(throws: HostError.self) { try registry.find("leaky relu") }
  }

  @Test func aSpellingGoesBeforeAReading() throws {
    try write("re_lu", aliases: "GELU", to: "a.so")
    try write("relu", "gelu", to: "b.so")
    let registry = try search("")
    #expect(try registry.find("relu").activation.name == "relu")
    #expect(try registry.find("re_lu").activation.name == "re_lu")
    // As an alias stands before as another's name reads; a name's reading before an alias's.
    #expect(try registry.find("GELU").activation.name == "re_lu")
    #expect(try registry.find("Gelu").activation.name == "gelu")
    // Of two that read so, the one that is searched first.
    #expect(try registry.find("ReLU").activation.name == "re_lu")
    #expect(try search("b.so", "a.so").find("RE_LU").activation.name == "relu")
  }

  @Test func aRejectedFileIsNotReplacedByWhatReadsAlike() throws {
    try write("re_lu", to: "a.so")
    try directory.write([0x7f, 0x45], to: "relu.so")
    let registry = try search("")
    let error = try #require(throws: HostError.self) { try registry.find("relu") }
    #expect(error.code != .unknownActivation)
    #expect(throws: HostError.self) { try registry.admit("relu") }
    #expect(try registry.find("ReLU").activation.name == "re_lu")
  }

}
