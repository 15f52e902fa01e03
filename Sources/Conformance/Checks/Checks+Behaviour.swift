import ActivationHost
import Activations
import CProbe

/// What calls do beside computing.
extension Check {
  static let behaviour = [
    Check(
      "deterministic", .behaviour, "the same bits on a second call, and in another process",
      why: "A run that cannot be repeated cannot be debugged.",
      remedy: "Keep no state; let nothing depend on addresses, time or random numbers."
    ) { (examination) throws(ProbeFailure) in try BehaviourChecks(examination).deterministic() },
    Check(
      "thread-safe", .behaviour,
      "the same bits from many threads at once, and nothing written that they would share",
      why: "A static buffer works until the second thread.",
      remedy: "Keep intermediate results on the stack."
    ) { (examination) throws(ProbeFailure) in try BehaviourChecks(examination).threads() },
    Check(
      "pure", .behaviour, "no system call and no allocation during calls",
      why: "An allocation a call costs more than the activation, and takes a lock that all threads "
        + "share.",
      remedy: "Use the stack; print nothing."
    ) { (examination) throws(ProbeFailure) in try BehaviourChecks(examination).pure() },
    Check(
      "fp-environment", .behaviour,
      "rounding, exception masks and flushing of subnormals are as before after each call",
      why: "A function that sets flush-to-zero and forgets to restore it changes the results of "
        + "everything that runs after it in that thread.",
      remedy: "Do not touch the environment; if you must, restore it on every way out."
    ) { (examination) throws(ProbeFailure) in try BehaviourChecks(examination).environment() },
    Check(
      "stack", .behaviour, "takes at most 64 KiB of stack",
      why: "Threads of a pool have small stacks, and a large buffer on one ends the process.",
      remedy: "Work in blocks of a few hundred elements."
    ) { (examination) throws(ProbeFailure) in try BehaviourChecks(examination).stack() },
  ]
}

struct BehaviourChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }

  init(_ examination: Examination) { self.examination = examination }

  /// Inputs for any function: ordinary numbers, and some far out.
  private func inputs(_ function: FunctionDeclaration, _ count: Int) -> CallInputs {
    var inputs = ArrayChecks(examination).inputs(function, count)
    for (index, far) in [0.0, 40, -40, 1000, -1000, 1e-30, -1e-30].enumerated()
    where index * 5 < count && !function.isRow {
      inputs.x[index * 5] = function.precision.round(far)
    }
    if function.isScalar, let formula = subject.formula, function.takes("y") {
      inputs.y = examination.truths(formula, .value, inputs, function.precision).map {
        function.precision.round($0.isNumber ? $0.head : 0)
      }
    }
    return inputs
  }

  private func differing(_ a: [Double], _ b: [Double]) -> Int? {
    a.indices.first { a[$0].bitPattern != b[$0].bitPattern && !(a[$0].isNaN && b[$0].isNaN) }
  }

  func deterministic() throws(ProbeFailure) -> Finding {
    let functions = subject.activation.functions
    for function in functions {
      let inputs = inputs(function, 997)
      let first = try examination.caller().results(function, inputs)
      for name in ["", "another"] {
        let again = try examination.caller(name).results(function, inputs)
        guard let index = differing(first, again) else { continue }
        let place = name.isEmpty ? "on a second call" : "in another process"
        return .fail(
          "\(function.symbol) gives other bits \(place)",
          [
            Evidence(
              function: function.symbol,
              input: inputs.x.isEmpty ? nil : "x = \(NumberText.both(inputs.x[index]))",
              expected: NumberText.both(first[index]), got: NumberText.both(again[index]),
              reproduce: examination.command("deterministic"))
          ])
      }
    }
    return .pass("\(functions.count) functions")
  }

  func threads() throws(ProbeFailure) -> Finding {
    if examination.findings["deterministic"]?.isFailure == true {
      return .skipped("deterministic has failed already")
    }
    let functions = subject.activation.functions
    for function in functions {
      let inputs = inputs(function, function.isScalar ? 512 : 2048)
      let caller = try examination.caller()
      // The reference lies in the output's slot, from a call by one thread.
      _ = try caller.results(function, inputs)
      var call = caller.prepare(function, inputs)
      call.request.operation = PROBE_THREADS.rawValue
      call.request.threads = 8
      call.request.repeats = examination.options.level == .quick ? 8 : 60
      let reply: probe_reply
      do throws(ProbeFailure) {
        reply = try caller.probe.call(call)
      } catch {
        examination.dropProbes()
        throw error
      }
      if reply.differences > 0 {
        let index = min(Int(clamping: reply.first_difference), inputs.x.count - 1)
        return .fail(
          "\(function.symbol) gives other results when 8 threads call it at once",
          [
            Evidence(
              function: function.symbol,
              input: "x = \(NumberText.both(inputs.x.isEmpty ? .nan : inputs.x[max(0, index)]))",
              expected: "the bits of one thread's call",
              got: "\(reply.differences) results differ",
              reproduce: examination.command("thread-safe"))
          ])
      }
      // Threads may never have met there: what they share is a fault even so.
      if reply.static_bytes > 0 {
        return .fail(
          "\(function.symbol) writes to the library's static memory, which all threads share: "
            + "\(reply.static_bytes) bytes have changed",
          [Evidence(function: function.symbol, reproduce: examination.command("thread-safe"))])
      }
    }
    return .pass("\(functions.count) functions, 8 threads, no static memory written")
  }

  func pure() throws(ProbeFailure) -> Finding {
    defer { examination.dropProbes() }
    for function in subject.activation.functions {
      let inputs = inputs(function, function.isScalar ? 64 : 1000)
      let caller = try examination.caller("pure")
      caller.fill(function, inputs)
      var call = caller.prepare(function, inputs)
      call.request.flags = PROBE_PURE.rawValue
      let reply = try caller.probe.call(call)
      guard reply.ok != 0 else { return .skipped(Probe.text(of: reply)) }
      if reply.system_calls > 0 {
        return .fail(
          "\(function.symbol) makes system calls: \(reply.system_calls) in one run, the first of "
            + "them number \(reply.system_call) (\(SystemCallName.of(reply.system_call)))")
      }
      if reply.allocations > 0 {
        return .fail("\(function.symbol) allocates: \(reply.allocations) calls in one run")
      }
    }
    return .pass("\(subject.activation.functions.count) functions")
  }

  func environment() throws(ProbeFailure) -> Finding {
    for function in subject.activation.functions {
      let inputs = inputs(function, function.isScalar ? 2000 : 67)
      let caller = try examination.caller()
      caller.fill(function, inputs)
      let reply = try caller.probe.call(caller.prepare(function, inputs))
      if reply.environment_before != reply.environment_after {
        let index = Int(clamping: reply.environment_index)
        return .fail(
          "\(function.symbol) changes the floating-point environment",
          [
            Evidence(
              function: function.symbol,
              input: inputs.x.indices.contains(index)
                ? "x = \(NumberText.both(inputs.x[index]))" : nil,
              expected: "control bits 0x\(String(reply.environment_before, radix: 16))",
              got: "0x\(String(reply.environment_after, radix: 16))",
              reproduce: examination.command("fp-environment"))
          ])
      }
    }
    return .pass("\(subject.activation.functions.count) functions")
  }

  func stack() throws(ProbeFailure) -> Finding {
    var most = (bytes: 0, symbol: "")
    for function in subject.activation.functions {
      let inputs = inputs(function, 4096)
      let caller = try examination.caller()
      caller.fill(function, inputs)
      var call = caller.prepare(function, inputs)
      call.request.flags = PROBE_STACK.rawValue
      let reply = try caller.probe.call(call)
      let bytes = Int(clamping: reply.stack_bytes)
      if bytes > 64 << 10 {
        return .fail("\(function.symbol) takes \(bytes >> 10) KiB of stack, more than 64")
      }
      if bytes >= most.bytes { most = (bytes, function.symbol) }
    }
    return .pass("at most \(most.bytes) bytes, in \(most.symbol)")
  }
}

/// Names of the system calls that people make by accident.
enum SystemCallName {
  static func of(_ number: Int64) -> String {
    #if arch(x86_64)
      let names: [Int64: String] = [
        0: "read", 1: "write", 2: "open", 3: "close", 5: "fstat", 9: "mmap", 10: "mprotect",
        11: "munmap", 12: "brk", 13: "rt_sigaction", 14: "rt_sigprocmask", 16: "ioctl",
        24: "sched_yield", 28: "madvise", 35: "nanosleep", 39: "getpid", 96: "gettimeofday",
        186: "gettid", 202: "futex", 228: "clock_gettime", 230: "clock_nanosleep", 257: "openat",
        262: "newfstatat", 318: "getrandom",
      ]
    #else
      let names: [Int64: String] = [
        56: "openat", 57: "close", 63: "read", 64: "write", 98: "futex", 113: "clock_gettime",
        172: "getpid", 178: "gettid", 214: "brk", 222: "mmap", 278: "getrandom",
      ]
    #endif
    return names[number] ?? "see the system's list"
  }
}
