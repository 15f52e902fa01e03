import DataFixtures
import Datasets
import Foundation
import Glibc
import Testing

/// Where files are written, and what becomes of what is there.
struct OutputPlaceTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func path(_ name: String) -> String { "\(directory.path)/\(name)" }

  private func write(_ text: String, to place: OutputPlace) throws {
    try place.write { file throws(DataError) in try file.write(text.utf8) }
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  @Test func aLinkToNothingIsFollowed() throws {
    try FileManager.default.createDirectory(
      atPath: path("other"), withIntermediateDirectories: false)
    try #require(symlink("other/second", path("first")) == 0)
    try #require(symlink("\(path("other"))/model", path("other/second")) == 0)
    try write("new", to: OutputPlace(path("first")))
    #expect(try text("other/model") == "new")
    #expect(try FileManager.default.contentsOfDirectory(atPath: path("other")).count == 2)
    try #require(symlink("loop", path("loop")) == 0)
    #expect(throws: DataError.self) { try OutputPlace(path("loop")) }
  }

  @Test func modeAndOwnerAreKept() throws {
    _ = try directory.file("model", "old")
    try #require(chmod(path("model"), 0o640) == 0)
    // Only root can give a file away.
    let owner: uid_t = geteuid() == 0 ? 12345 : geteuid()
    let group: gid_t = geteuid() == 0 ? 23456 : getegid()
    try #require(chown(path("model"), owner, group) == 0)
    try write("new", to: OutputPlace(path("model")))
    var status = stat()
    try #require(stat(path("model"), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o640 && status.st_uid == owner && status.st_gid == group)
    #expect(try text("model") == "new")
  }

  /// The directory stays the same, wherever the process goes and whatever its files are called then.
  @Test func thePlaceIsSettledOnce() throws {
    try FileManager.default.createDirectory(
      atPath: path("here"), withIntermediateDirectories: false)
    let place = try OutputPlace(path("here/model"))
    try #require(rename(path("here"), path("there")) == 0)
    try write("new", to: place)
    #expect(try text("there/model") == "new")
  }

  /// What nobody holds a lock on is a dead writer's; what somebody writes stays.
  @Test func whatTheDeadLeftIsSwept() throws {
    _ = try directory.file(".hillock-dead.tmp", "half")
    _ = try directory.file(".hillock-notes", "mine")
    let living = open(path(".hillock-living.tmp"), O_CREAT | O_WRONLY, 0o600)
    try #require(living >= 0 && flock(living, LOCK_EX) == 0)
    try write("new", to: OutputPlace(path("model")))
    #expect(try names() == [".hillock-living.tmp", ".hillock-notes", "model"])
    close(living)
    _ = try OutputPlace(path("model"))
    #expect(try names() == [".hillock-notes", "model"])
  }

  @Test func aNameOfAnyLengthCanBeWritten() throws {
    let name = String(repeating: "n", count: 255)
    try write("new", to: OutputPlace(path(name)))
    #expect(try text(name) == "new")
  }

  @Test func aProtectedFileIsLeftAlone() throws {
    // To root nothing is protected.
    guard geteuid() != 0 else { return }
    _ = try directory.file("model", "old")
    try #require(chmod(path("model"), 0o444) == 0)
    #expect(throws: DataError.self) { try OutputPlace(path("model")) }
  }

  @Test(arguments: ["pipe", "directory"])
  func whatIsNoFileIsRefused(name: String) throws {
    try #require(
      name == "pipe" ? mkfifo(path(name), 0o600) == 0 : mkdir(path(name), 0o700) == 0)
    #expect(throws: DataError.self) { try OutputPlace(path(name)) }
  }

  @Test func kindsAreTold() throws {
    let kinds: [(FileKind, String)] = [
      (.svg, "<?xml version=\"1.0\"?><svg/>"), (.predictions, "prediction,probability\n"),
      (.predictions, "{\"prediction\":1}\n"), (.array, "\u{93}"),
    ]
    for (kind, text) in kinds {
      let bytes = kind.name == "a .npy array" ? [0x93] + Array("NUMPY".utf8) : Array(text.utf8)
      _ = try directory.file("file", bytes)
      _ = try OutputPlace(path("file"), kind: kind)
      _ = try directory.file("file", "something else")
      #expect(throws: DataError.self) { try OutputPlace(path("file"), kind: kind) }
      _ = try directory.file("file", "")
      _ = try OutputPlace(path("file"), kind: kind)
    }
  }

  /// Two writers at once: the file is one's or the other's, whole.
  @Test func manyWritersAtOnce() async throws {
    let path = path("model")
    try await withThrowingTaskGroup { group in
      for writer in 0..<8 {
        group.addTask {
          for _ in 0..<20 {
            try OutputPlace(path).write { file throws(DataError) in
              try file.write(Array(repeating: UInt8(writer), count: 300_000))
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(bytes.count == 300_000 && Set(bytes).count == 1)
    #expect(try names() == ["model"])
  }
}
