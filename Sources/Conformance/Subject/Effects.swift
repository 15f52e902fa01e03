import ActivationHost
import CProbe

/// What an activation's functions did beside computing, in any call of any check: the first of each
/// kind, which is told by the check that it belongs to.
final class Effects {
  /// One effect, and the call that had it.
  struct Effect: Codable, Sendable {
    var text: String
    var evidence: Evidence
    var because: String
    var remedy: String
  }

  /// What was seen, as it is added up over threads, processes and runs.
  struct Seen: Codable, Sendable {
    /// Functions that did not return: nothing more is asked of them.
    fileprivate(set) var hanging: Set<String> = []
    fileprivate(set) var systemCall: Effect?
    fileprivate(set) var libraryCall: Effect?
    fileprivate(set) var staticMemory: Effect?
    fileprivate(set) var threadMemory: Effect?
    fileprivate(set) var environment: Effect?
    /// The most stack that a call took, and whose that was.
    fileprivate(set) var stackBytes = 0
    fileprivate(set) var stackFunction = ""

    /// Adds what was seen elsewhere meanwhile.
    mutating func add(_ other: Self) {
      systemCall = systemCall ?? other.systemCall
      libraryCall = libraryCall ?? other.libraryCall
      staticMemory = staticMemory ?? other.staticMemory
      threadMemory = threadMemory ?? other.threadMemory
      environment = environment ?? other.environment
      hanging.formUnion(other.hanging)
      if other.stackBytes > stackBytes {
        (stackBytes, stackFunction) = (other.stackBytes, other.stackFunction)
      }
    }
  }

  /// Why calls could not be watched, if so.
  var obstacle: String?
  var seen = Seen()
  /// Calls that were watched, by function.
  private(set) var watched: [String: Int] = [:]

  func note(
    _ reply: probe_reply, _ subject: Subject, _ function: FunctionDeclaration, _ inputs: CallInputs,
    _ probe: Probe
  ) {
    let symbol = function.symbol
    watched[symbol, default: 0] += function.isScalar ? inputs.count : 1
    func effect(
      _ text: String, _ index: UInt64, expected: String, got: String, because: String,
      remedy: String
    ) -> Effect {
      let place = Int(clamping: index)
      let input =
        function.isScalar
        ? inputs.x.indices.contains(place) || inputs.y.indices.contains(place)
          ? subject.describe(inputs, place) : nil
        : "n = \(inputs.count)"
      return Effect(
        text: "\(symbol) \(text)",
        evidence: Evidence(function: symbol, input: input, expected: expected, got: got),
        because: because, remedy: remedy)
    }
    if reply.system_calls > 0, seen.systemCall == nil {
      let name = probe.firstSystemCall ?? "unknown"
      seen.systemCall = effect(
        "makes system calls, the first \(name)", reply.system_call_index,
        expected: "none", got: name, because: Self.systemCallReason,
        remedy: Self.systemCallRemedy)
    }
    if reply.library_calls > 0, seen.libraryCall == nil, reply.library_call > 0 {
      let name = LibraryCall.name(at: reply.library_call - 1)
      seen.libraryCall = effect(
        "calls \(name), which \(LibraryCall.effect(of: name) ?? "is not computing")",
        reply.library_call_index, expected: "nothing but computing", got: name,
        because: LibraryCall.reason, remedy: LibraryCall.remedy)
    }
    if reply.static_bytes > 0, seen.staticMemory == nil {
      seen.staticMemory = effect(
        "writes to the library's static memory, which all threads share: \(reply.static_bytes) "
          + "bytes have changed", .max, expected: "unchanged", got: "\(reply.static_bytes) bytes",
        because: "Two threads that meet there read what the other has half written.",
        remedy: "Compute a table when the program is compiled; keep results on the stack.")
    }
    if reply.thread_bytes > 0, seen.threadMemory == nil {
      seen.threadMemory = effect(
        "keeps state in memory of its thread: \(reply.thread_bytes) bytes have changed", .max,
        expected: "unchanged", got: "\(reply.thread_bytes) bytes",
        because:
          "What one call leaves, another may find: the same arguments must give the same bits.",
        remedy: "Keep nothing from one call to the next.")
    }
    if reply.environment_before != reply.environment_after, seen.environment == nil {
      seen.environment = effect(
        "changes the floating-point environment", reply.environment_index,
        expected: "control bits 0x\(String(reply.environment_before, radix: 16))",
        got: "0x\(String(reply.environment_after, radix: 16))",
        because: "Everything that runs after it in that thread computes something else.",
        remedy: "Leave the modes alone, or restore them on every way out.")
    }
    let bytes = Int(clamping: reply.stack_bytes)
    if bytes > seen.stackBytes || seen.stackFunction.isEmpty {
      (seen.stackBytes, seen.stackFunction) = (bytes, symbol)
    }
  }

  private static let systemCallReason =
    "A call into the system costs more than the activation, may wait, and makes a run depend on what "
    + "is not its input."
  private static let systemCallRemedy = "Compute from the arguments alone, on the stack."

  func note(_ failure: ProbeFailure, _ function: FunctionDeclaration) {
    if case .timeout = failure.kind { seen.hanging.insert(function.symbol) }
    if let name = failure.systemCall, seen.systemCall == nil {
      seen.systemCall = Effect(
        text: failure.description,
        evidence: Evidence(
          function: function.symbol, input: failure.input, expected: "none", got: name),
        because: Self.systemCallReason, remedy: Self.systemCallRemedy)
    }
  }
}

/// Library functions whose results are not their arguments' alone, or that do more than return one.
enum LibraryCall {
  static let reason =
    "Such a call makes results depend on more than the arguments, or takes a lock that all threads "
    + "share."
  static let remedy = "Take its place by arithmetic, a table that is const, or the stack."

  /// What one does, for a message; nil where it is no function of the kind.
  static func effect(of name: String) -> String? {
    probe_watched_effect(probe_watched_place(name)).map { String(cString: $0) }
  }

  static func name(at place: UInt64) -> String {
    var text = [CChar](repeating: 0, count: 64)
    let count = probe_watched_name(Int(clamping: place), &text, text.count)
    return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
