import Datasets
import FoundationEssentials
import Glibc

/// A directory of results: one file a run, named by the hash of what the run was.
///
/// A result appears whole or not at all, so that whatever stops a comparison leaves only good ones, and
/// several processes may share a directory: at worst two make the same run.
public struct ResultStore: Sendable {
  /// The directory.
  public let path: String

  /// The directory at `path`, made where there is none.
  ///
  /// - Throws: ``DataError`` where that is impossible.
  public init(_ path: String) throws(DataError) {
    self.path = path
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw DataError(
        .inputOutput, file: path, expected: "a directory for results",
        found: "one that cannot be made")
    }
  }

  /// The directory at `path`, which is there.
  ///
  /// - Throws: ``DataError`` where it is not.
  public init(existing path: String) throws(DataError) {
    var isDirectory = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory
    else {
      throw DataError(
        .inputOutput, file: path, expected: "a directory of results", found: "none")
    }
    self.path = path
  }

  /// The result of a run; nil where it is not there, or is not what its name says.
  public func result(of run: RunDescription) throws -> RunResult? {
    guard let data = FileManager.default.contents(atPath: try file(of: run)) else { return nil }
    // One that is damaged is made again.
    guard let result = try? RunResult(decoding: Array(data)), result.run == run else { return nil }
    return result
  }

  /// Keeps a result.
  ///
  /// - Throws: ``DataError`` where it cannot be written.
  public func keep(_ result: RunResult) throws {
    let bytes = try result.encoded()
    try AtomicFile.write(file(of: result.run)) { file throws(DataError) in try file.write(bytes) }
  }

  private func file(of run: RunDescription) throws -> String { "\(path)/\(try run.key).json" }
}
