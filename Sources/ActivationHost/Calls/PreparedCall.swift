import Activations
import CPluginCalls

/// How the host calls a plugin's functions.
public enum CallPath: Sendable, Hashable {
  /// A typed call where the prototype has a common shape, libffi elsewhere.
  case fastest
  /// libffi always: what the typed calls are tested against.
  case libffi
}

/// A plugin's function, ready to run over matrices.
///
/// `@unchecked Sendable`: the C structure behind it never changes after its creation.
final class PreparedCall: @unchecked Sendable {
  /// The structure, as C takes it.
  let pointer: OpaquePointer

  /// Takes what ``FunctionBinding`` found.
  ///
  /// - Throws: `callNotPrepared` where libffi refuses the prototype.
  init(
    _ signature: hillock_signature, symbol: String, arguments: [hillock_argument]
  ) throws(HostError) {
    let created = arguments.withUnsafeBufferPointer { buffer in
      symbol.withCString { symbol in
        var signature = signature
        signature.symbol = symbol
        signature.arguments = buffer.baseAddress
        signature.count = buffer.count
        return hillock_call_create(&signature)
      }
    }
    guard let created else {
      throw HostError(.callNotPrepared, "libffi cannot prepare a call of this prototype")
    }
    pointer = created
  }

  deinit { hillock_call_destroy(pointer) }

  /// Whether the function takes these buffers in this order, then n, and nothing else.
  func takes(_ buffers: hillock_buffer...) -> Bool {
    hillock_call_takes(pointer, buffers, buffers.count)
  }

  /// Whether its calls go through libffi.
  var isThroughLibffi: Bool { hillock_call_is_through_libffi(pointer) }
}

/// Prepared calls side by side, as C takes a list of them.
///
/// `@unchecked Sendable`: nothing changes after `init`.
final class PreparedCalls: @unchecked Sendable {
  private let calls: [PreparedCall]
  /// The first of `count` calls.
  let pointers: UnsafeMutablePointer<OpaquePointer?>
  /// How many.
  let count: Int

  init(_ calls: [PreparedCall]) {
    self.calls = calls
    count = calls.count
    pointers = .allocate(capacity: max(1, calls.count))
    for (index, call) in calls.enumerated() {
      (pointers + index).initialize(to: call.pointer)
    }
  }

  deinit { pointers.deallocate() }
}

extension Precision {
  /// The C name of this type.
  var cType: hillock_type { self == .float32 ? HILLOCK_FLOAT : HILLOCK_DOUBLE }
}
