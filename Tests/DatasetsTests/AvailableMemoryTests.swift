import DataFixtures
import Datasets
import Foundation
import Testing

/// What limits of control groups say of the memory that there is.
struct AvailableMemoryTests {
  private func limits(_ membership: String, _ files: [String: String]) throws -> [Int] {
    let directory = try TemporaryDirectory()
    let texts = files.merging(["proc/self/cgroup": membership]) { first, _ in first }
    for (path, text) in texts {
      let url = URL(filePath: "\(directory.path)/\(path)")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    return AvailableMemory.groups(root: directory.path)
  }

  @Test func limitsOfGroupsAreSeen() throws {
    #expect(
      try limits(
        "0::/user/job\n",
        [
          "sys/fs/cgroup/user/job/memory.max": "max\n",
          "sys/fs/cgroup/user/memory.max": "300000000\n", "sys/fs/cgroup/memory.max": "max\n",
        ]) == [300_000_000])
    #expect(
      try limits(
        "5:cpu,memory:/box\n4:pids:/box\n",
        [
          "sys/fs/cgroup/memory/box/memory.limit_in_bytes": "1000000\n",
          "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        ]) == [1_000_000, 9_223_372_036_854_771_712])
    #expect(try limits("nonsense\n0::", [:]) == [])
    #expect(AvailableMemory(root: "/nowhere").bytes > 0)
  }
}
