/// How a probe came to an end without answering: what the code under test did to its process.
struct ProbeFailure: Error, Sendable, Codable {
  enum Kind: Sendable, Codable {
    /// Ended by a signal, at the address that it was about where that is known.
    case signal(Int32, address: UInt64?)
    /// Ended itself, with this status.
    case exit(Int32)
    case timeout(seconds: Double)
    /// Wrote into the tool's own pipe.
    case garbled
    /// The tool could not do its part.
    case trouble(String)
    /// Nothing more is asked of the function: it has hung before.
    case hungBefore
    /// The run was told to stop; no fault of anyone's.
    case stopped
  }
  var kind: Kind
  /// The function that was running, if one was.
  var function: String?
  /// The first system call that the code made, which was refused.
  var systemCall: String?
  /// The end of what it printed.
  var said: String?
  /// Which element it was computing, where it was called one by one.
  var index: Int?
  /// The input of that element, as the report states it.
  var input: String?

  var description: String {
    let what =
      switch kind {
      case .signal(let number, let address):
        "ended by \(Self.name(number))\(address.map { ", address 0x\(String($0, radix: 16))" } ?? "")"
      case .exit(let status): "ended its process with exit status \(status)"
      case .timeout(let seconds): "did not return within \(seconds) s and was killed"
      case .garbled: "wrote into a pipe that is not its own and was killed"
      case .trouble(let reason): "the tool failed: \(reason)"
      case .hungBefore: "did not return before, and is not called again"
      case .stopped: "was stopped"
      }
    let place =
      function.map { "\($0)\(input.map { " at \($0)" } ?? "") " } ?? "loading the library "
    let calls = systemCall.map { "makes system calls, the first \($0), and " } ?? ""
    return place + calls + what + (said.map { "; it printed: \($0)" } ?? "")
  }

  private static func name(_ number: Int32) -> String {
    let names: [Int32: String] = [
      4: "SIGILL (illegal instruction)", 5: "SIGTRAP", 6: "SIGABRT (abort)",
      7: "SIGBUS (bad memory access)", 8: "SIGFPE (arithmetic exception)", 9: "SIGKILL",
      11: "SIGSEGV (invalid memory access)", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]
    return names[number] ?? "signal \(number)"
  }
}
