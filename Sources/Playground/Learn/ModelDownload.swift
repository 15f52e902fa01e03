import FoundationEssentials
import Glibc
import NeuralNetwork

/// A model's file in memory: saved as ever, in a directory that nobody else can enter.
enum ModelDownload {
  /// - Throws: where the system refuses, and what saving throws.
  static func bytes(_ model: Model<Float>) throws -> [UInt8] {
    var template = Array("/tmp/hillock-model-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw PlaygroundError(.busy, "no room for a model: \(String(cString: strerror(errno)))")
    }
    let directory = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let path = "\(directory)/model.safetensors"
    defer {
      unlink(path)
      rmdir(directory)
    }
    try model.save(to: path)
    return Array(try Data(contentsOf: URL(filePath: path)))
  }
}
