import ActivationHost
import Activations
import CProbe
import FileNames
import Glibc

/// A child process that has loaded a plugin and calls its functions.
///
/// All that a plugin can do happens there. What comes back is numbers, which are judged here; a
/// plugin that ends its process, hangs it or writes where it should not becomes a
/// ``ProbeFailure``. One probe belongs to one thread at a time.
final class Probe {
  /// How to start probes.
  struct Configuration: Sendable {
    /// The program that becomes a probe.
    var executable: String
    /// How long one request may take.
    var seconds: Double
  }

  private var process = probe_process()
  private let configuration: Configuration
  private var bound: String?

  /// What one buffer of a call lies in.
  static let slotBytes = 2 << 20
  /// The most elements of one call, whatever their type.
  static let capacity = (2 << 20) / 8

  init(_ configuration: Configuration) throws(ProbeFailure) {
    self.configuration = configuration
    let error = probe_start(&process, configuration.executable)
    guard error == 0 else {
      throw ProbeFailure(
        kind: .trouble(
          "cannot start \(configuration.executable): \(String(cString: strerror(error)))"))
    }
  }

  deinit { probe_end(&process) }

  /// The memory of a slot; the other process may write there at any time.
  func slot(_ buffer: CallBuffer) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(process.memory) + Int(PROBE_PAGE)
      + Int(buffer.rawValue) * Self.slotBytes
  }

  /// Loads the library.
  ///
  /// - Returns: what loading changed in the process, nil where nothing; or why it was refused.
  func load(_ path: String) throws(ProbeFailure) -> Result<String?, LoaderRefusal> {
    var request = probe_request()
    request.operation = PROBE_LOAD.rawValue
    guard probe_set_text(&request, path.fileName) else {
      return .failure(LoaderRefusal(reason: "its path is longer than \(PROBE_TEXT) bytes"))
    }
    let reply = try ask(&request)
    let text = Self.text(of: reply)
    if reply.ok == 0 { return .failure(LoaderRefusal(reason: text)) }
    return .success(text.isEmpty ? nil : text)
  }

  /// Unloads it: what that printed, nil where nothing.
  func unload() throws(ProbeFailure) -> String? {
    var request = probe_request()
    request.operation = PROBE_UNLOAD.rawValue
    let text = Self.text(of: try ask(&request))
    bound = nil
    return text.isEmpty ? nil : text
  }

  /// From now on every system call is refused, and what calls do beside computing is noted.
  ///
  /// - Returns: why that cannot be; nil where it is so.
  func seal() throws(ProbeFailure) -> String? {
    var request = probe_request()
    request.operation = PROBE_SEAL.rawValue
    let reply = try ask(&request)
    return reply.ok != 0 ? nil : Self.text(of: reply)
  }

  struct LoaderRefusal: Error {
    var reason: String
  }

  /// Carries out a call.
  ///
  /// - Parameter seconds: how long it may take, where that is not as long as others.
  func call(_ call: ProbeCall, seconds: Double? = nil) throws(ProbeFailure) -> probe_reply {
    if bound != call.function.prototype.symbol { try bind(call.function.prototype.symbol) }
    var request = call.request
    return try ask(&request, call.function.prototype.symbol, seconds: seconds)
  }

  private func bind(_ symbol: String) throws(ProbeFailure) {
    var request = probe_request()
    request.operation = PROBE_BIND.rawValue
    guard probe_set_text(&request, symbol), try ask(&request).ok != 0 else {
      throw ProbeFailure(kind: .trouble("the symbol \(symbol) cannot be found"))
    }
    bound = symbol
  }

  private func ask(
    _ request: inout probe_request, _ function: String? = nil, seconds: Double? = nil
  ) throws(ProbeFailure) -> probe_reply {
    let seconds = seconds ?? configuration.seconds
    var reply = probe_reply()
    var status: Int32 = 0
    let flight = UnsafeMutableRawPointer(process.memory)?.assumingMemoryBound(
      to: probe_flight.self)
    if let flight { probe_flight_clear(flight) }
    let outcome = probe_ask(
      &process, &request, &reply, Int32(min(seconds * 1000, 1e9)), &status)
    if outcome == PROBE_ANSWERED { return reply }
    let index = flight.map { Int(truncatingIfNeeded: probe_flight_index($0)) }
    let kind: ProbeFailure.Kind =
      switch outcome {
      case PROBE_TIMED_OUT: .timeout(seconds: seconds)
      case PROBE_GARBLED: .garbled
      case PROBE_ENDED: ending(status, flight)
      default: .trouble("the probe has ended")
      }
    throw ProbeFailure(
      kind: kind, function: function, systemCall: flight.flatMap(Self.systemCall),
      said: said(flight),
      index: request.returns != 0 && request.flags & PROBE_BULK.rawValue == 0 ? index : nil)
  }

  /// The first system call that was refused, by its name.
  private static func systemCall(_ flight: UnsafeMutablePointer<probe_flight>) -> String? {
    let noted = probe_flight_system_call(flight)
    return noted == 0 ? nil : name(ofSystemCall: noted - 1)
  }

  static func name(ofSystemCall number: UInt64) -> String {
    probe_system_call_name(number).map { String(cString: $0) } ?? "number \(number)"
  }

  /// The name of the first system call that was refused since the library was loaded.
  var firstSystemCall: String? {
    UnsafeMutableRawPointer(process.memory)
      .flatMap { Self.systemCall($0.assumingMemoryBound(to: probe_flight.self)) }
  }

  /// The end of what the code printed before it ended; nil where it printed nothing.
  private func said(_ flight: UnsafeMutablePointer<probe_flight>?) -> String? {
    var text = [UInt8](repeating: 0, count: 400)
    var count = 0
    if let flight {
      withUnsafeBytes(of: &flight.pointee.said) { bytes in
        let kept = bytes.prefix { $0 != 0 }.suffix(text.count)
        count = kept.count
        for (index, byte) in kept.enumerated() { text[index] = byte }
      }
    }
    if count == 0 {
      count = text.withUnsafeMutableBytes { buffer in
        probe_printed_text(
          &process, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
      }
    }
    let said = String(decoding: text.prefix(count), as: UTF8.self)
      .split(whereSeparator: \.isNewline).joined(separator: " / ")
    return said.isEmpty ? nil : said
  }

  /// What a wait status says, as WIFSIGNALED and its kin would.
  private func ending(_ status: Int32, _ flight: UnsafeMutablePointer<probe_flight>?)
    -> ProbeFailure.Kind
  {
    let signal = status & 0x7f
    if signal == 0 { return .exit((status >> 8) & 0xff) }
    let isNoted = flight.map { probe_flight_signal($0) == UInt64(signal) } ?? false
    let hasAddress = isNoted && (signal == SIGSEGV || signal == SIGBUS)
    return .signal(signal, address: hasAddress ? flight.map { probe_flight_address($0) } : nil)
  }

  static func text(of reply: probe_reply) -> String {
    withUnsafeBytes(of: reply.text) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// Whether this process was started to be a probe.
  static var isWanted: Bool { probe_is_wanted() }

  /// Becomes a probe: serves requests on the descriptors that it was started with, until they
  /// close.
  static func serve() -> Never { probe_serve() }
}
