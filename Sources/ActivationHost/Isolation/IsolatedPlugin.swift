import Activations
import CIsolation
import CProcess
import FileNames
import Glibc
import Synchronization

/// A plugin in a process of its own, whose functions are called through memory that both share.
///
/// A crash, an exit or a wild write there costs the plugin, and no other part of this process: from
/// then on its results are no numbers, and ``IsolatedPlugins/check()`` says what became of it.
final class IsolatedPlugin: Sendable {
  /// Numbers in the place of pointers, which cannot be shared: neither is ever freed.
  private let processAddress: UInt
  private let recordAddress: UInt
  private let name: String
  private let path: String
  /// Whether a call may be cut anywhere: no result depends on more than its own inputs.
  private let isElementwise: Bool
  private let ending = Mutex<HostError?>(nil)

  /// What became of the process; nil where it lives.
  var failure: HostError? { ending.withLock { $0 } }

  private var process: OpaquePointer { OpaquePointer(bitPattern: processAddress)! }
  private var record: UnsafeMutablePointer<hillock_plugin>? {
    UnsafeMutablePointer(bitPattern: recordAddress)
  }

  init(
    _ library: LibraryDescription, _ activation: ActivationDescription,
    _ program: LoadingPolicy.Isolation
  ) throws(HostError) {
    name = activation.name
    path = library.path
    isElementwise = activation.form != .row
    let words = [
      program.executable, program.argument, "--", library.path, library.sha256, activation.name,
      "\(program.calls)", "\(getpid())",
    ]
    var arguments = words.map { strdup($0.fileName) } + [nil]
    defer { arguments.forEach { free($0) } }
    guard
      let process = hillock_isolation_start(
        program.executable.fileName, &arguments, UInt32(program.calls), program.patience)
    else {
      throw HostError(
        .loadFailed, "no process can be started for it: \(String(cString: strerror(errno)))",
        file: library.path)
    }
    processAddress = UInt(bitPattern: process)
    recordAddress = UInt(
      bitPattern: hillock_plugin_add(
        HostError.line(name), HostError.line(path, limit: .max), library.sha256))
  }

  /// Kernels whose work is done there.
  ///
  /// - Throws: what the plugin's own kernels would; `processEnded`.
  func kernels<Scalar: ActivationScalar>(
    _ scalar: Scalar.Type, layout: ParameterLayout
  ) throws(HostError) -> ActivationKernels<Scalar> {
    let perChannel = layout.slots.filter(\.isPerChannel).map(\.name)
    // A parameter for each channel ties a call to its columns.
    let isCut = isElementwise && perChannel.isEmpty
    guard max(isCut ? 1 : layout.channels, layout.count) <= HILLOCK_RING_ELEMENTS else {
      throw tooLong(layout.channels)
    }
    let ring = hillock_isolation_take(process)!
    defer { hillock_isolation_give(process, ring) }
    ring.pointee.operation = HILLOCK_RING_PREPARE.rawValue
    ring.pointee.is_double = Scalar.precision == .float64 ? 1 : 0
    Ring.setText(ring, ([String(layout.channels)] + perChannel).joined(separator: ","))
    guard ask(ring, "its loading") else { throw failure ?? IsolatedPlugins.failure! }
    guard ring.pointee.succeeded != 0 else {
      throw HostError(lines: Ring.text(ring), file: path)
    }
    let call = Call(kernel: ring.pointee.kernel, parameters: layout.count, isCut: isCut)
    var derivative: ActivationKernels<Scalar>.Value?
    if ring.pointee.has_derivative != 0 {
      derivative = { self.run(HILLOCK_RING_DERIVATIVE, call, $0, [(HILLOCK_RING_Y, $1)]) }
    }
    return ActivationKernels(
      value: { self.run(HILLOCK_RING_VALUE, call, $0, [(HILLOCK_RING_Y, $1)]) },
      derivative: derivative,
      gradient: { inputs, gradients in
        var outputs = [(HILLOCK_RING_DX, gradients.dx)]
        if let dgate = gradients.dgate { outputs.append((HILLOCK_RING_DGATE, dgate)) }
        self.run(
          HILLOCK_RING_GRADIENT, call, inputs, outputs, y: gradients.y,
          dy: UnsafePointer(gradients.dy), sums: gradients.parameters)
      },
      gradientInputs: GradientInputs(rawValue: Int(ring.pointee.gradient_inputs))
        .intersection([.x, .y]))
  }

  /// What all calls of one kernel have in common.
  private struct Call {
    let kernel: UInt32
    let parameters: Int
    /// Whether a call may be cut within a row.
    let isCut: Bool
  }

  /// One call, as much of it at a time as a ring holds.
  private func run<Scalar: ActivationScalar>(
    _ operation: hillock_ring_operation, _ call: Call, _ inputs: ActivationInputs<Scalar>,
    _ outputs: [(hillock_ring_buffer_index, UnsafeMutablePointer<Scalar>)],
    y: UnsafePointer<Scalar>? = nil, dy: UnsafePointer<Scalar>? = nil,
    sums: UnsafeMutablePointer<Scalar>? = nil
  ) {
    let all = inputs.rows * inputs.columns
    guard all > 0 else { return }
    let columns = call.isCut ? 1 : inputs.columns
    let most = HILLOCK_RING_ELEMENTS / columns * columns
    guard most > 0 else {
      IsolatedPlugins.note(tooLong(columns))
      for (_, output) in outputs { output.update(repeating: .nan, count: all) }
      return
    }
    let ring = hillock_isolation_take(process)!
    defer { hillock_isolation_give(process, ring) }
    let sources = [
      (HILLOCK_RING_X, inputs.x), (HILLOCK_RING_Y, y), (HILLOCK_RING_GATE, inputs.gate),
      (HILLOCK_RING_U, inputs.u), (HILLOCK_RING_DY, dy),
    ]
    for first in stride(from: 0, to: all, by: most) {
      let count = min(most, all - first)
      var present: UInt32 = 0
      func put(_ index: hillock_ring_buffer_index, _ from: UnsafePointer<Scalar>?, _ count: Int) {
        guard let from else { return }
        present |= 1 << index.rawValue
        Ring.buffer(ring, index, Scalar.self).update(from: from, count: count)
      }
      for (index, source) in sources { put(index, source.map { $0 + first }, count) }
      put(HILLOCK_RING_PARAMETERS, inputs.parameters, call.parameters)
      put(HILLOCK_RING_GRADIENTS, sums.map { UnsafePointer($0) }, call.parameters)
      for (index, _) in outputs { present |= 1 << index.rawValue }
      ring.pointee.operation = operation.rawValue
      ring.pointee.kernel = call.kernel
      ring.pointee.is_double = Scalar.precision == .float64 ? 1 : 0
      ring.pointee.is_training = inputs.isTraining ? 1 : 0
      ring.pointee.present = present
      ring.pointee.rows = UInt64(count / columns)
      ring.pointee.columns = UInt64(columns)
      guard ask(ring, operation == HILLOCK_RING_GRADIENT ? "a gradient" : "a value") else {
        for (_, output) in outputs {
          (output + first).update(repeating: .nan, count: all - first)
        }
        return
      }
      for (index, output) in outputs {
        (output + first).update(
          from: Ring.buffer(ring, index, Scalar.self), count: count)
      }
      sums?.update(
        from: Ring.buffer(ring, HILLOCK_RING_GRADIENTS, Scalar.self), count: call.parameters)
    }
  }

  private func tooLong(_ columns: Int) -> HostError {
    HostError(
      .callNotPrepared, "a row is too long for a process of its own", file: path, activation: name,
      expected: "at most \(HILLOCK_RING_ELEMENTS) columns", found: "\(columns)")
  }

  /// Asks the process; false, and noted, where it has ended.
  ///
  /// For whoever looks, the plugin runs meanwhile: one that does not come back is told of as ever.
  private func ask(_ ring: UnsafeMutablePointer<hillock_ring>, _ what: StaticString) -> Bool {
    let function = UnsafeRawPointer(what.utf8Start).assumingMemoryBound(to: CChar.self)
    let control = hillock_enter(record, function)
    defer { hillock_leave(record, control) }
    if hillock_isolation_ask(process, ring) { return true }
    var text = [CChar](repeating: 0, count: 64)
    hillock_isolation_describe_end(process, &text, text.count)
    let how = String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let failure = HostError(
      .processEnded, "its process has ended (\(how)), asked for \(what)", file: path,
      activation: name)
    ending.withLock { $0 = $0 ?? failure }
    // The next run, which may have it in the same process, is warned.
    if IsolatedPlugins.note(failure) { hillock_note_failure(record, function, how) }
    return false
  }
}

/// What became of the plugins that run in processes of their own.
public enum IsolatedPlugins {
  private static let failures = Mutex<[HostError]>([])

  /// The first that went wrong; nil where none has. From then on that plugin's results are no
  /// numbers.
  public static var failure: HostError? { failures.withLock { $0.first } }

  /// Refuses results that are none. Called before any are printed or written.
  ///
  /// - Throws: ``failure``.
  public static func check() throws(HostError) {
    if let failure { throw failure }
  }

  /// Answers whether it is the first of that plugin.
  @discardableResult
  static func note(_ failure: HostError) -> Bool {
    failures.withLock { failures in
      let isFirst = !failures.contains {
        $0.file == failure.file && $0.activation == failure.activation
      }
      if isFirst { failures.append(failure) }
      return isFirst
    }
  }
}
