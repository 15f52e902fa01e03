import Glibc

/// The memory that this process may have: the machine's, or less where a control group or a limit of
/// the process says so.
package struct AvailableMemory {
  /// In bytes.
  package let bytes: Int

  /// - Parameter root: where `/proc` and `/sys` are; another one in tests.
  package init(root: String = "") {
    let machine = max(sysconf(Int32(_SC_PHYS_PAGES)), 1) * max(sysconf(Int32(_SC_PAGESIZE)), 1)
    let limits = [RLIMIT_AS, RLIMIT_DATA].compactMap { resource in
      var limit = rlimit()
      return getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
        ? Int(exactly: limit.rlim_cur) : nil
    }
    bytes = (limits + Self.groups(root: root) + [machine]).min() ?? machine
  }

  /// The limits of the control groups that the process is in, of either version.
  package static func groups(root: String) -> [Int] {
    // `0::/path`, or `4:cpu,memory:/path`; the group's limit, and those of the groups around it.
    (text(of: "\(root)/proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line -> [Int] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isUnified = parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("memory") else { return [] }
      let mount = isUnified ? "\(root)/sys/fs/cgroup" : "\(root)/sys/fs/cgroup/memory"
      let file = isUnified ? "memory.max" : "memory.limit_in_bytes"
      var names = parts[2].split(separator: "/")
      var limits: [Int] = []
      while true {
        let group = names.map { "/\($0)" }.joined()
        if let limit = text(of: "\(mount)\(group)/\(file)").flatMap({
          Int($0.prefix { $0 != "\n" })
        }) {
          limits.append(limit)
        }
        guard names.popLast() != nil else { return limits }
      }
    }
  }

  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
