import ActivationHost
import Clusters

extension Cluster {
  /// What must be the same on all ranks, whatever they do: the program, and what it was told.
  static func facts() throws -> [Fact] {
    let program = try RegularFile.contents(of: "/proc/self/exe", limit: ElfImage.maximumSize)
    return [
      Fact("the program", "hillock with digest \(RegularFile.sha256(program).prefix(12))"),
      Fact("the options", CommandLine.arguments.dropFirst().joined(separator: " ")),
    ]
  }
}
