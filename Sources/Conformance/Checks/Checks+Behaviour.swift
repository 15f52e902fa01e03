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
    let setting = examination.defaults(function.precision).last!
    var inputs = examination.ordinary(function, count, setting)
    for (index, far) in [0.0, 40, -40, 1000, -1000, 1e-30, -1e-30].enumerated()
    where index * 5 < count && !function.isRow {
      inputs.x[index * 5] = function.precision.round(far)
    }
    return inputs
  }

  private func differing(_ a: [Double], _ b: [Double]) -> Int? {
    a.indices.first { a[$0].bitPattern != b[$0].bitPattern && !(a[$0].isNaN && b[$0].isNaN) }
  }

  func deterministic() throws(ProbeFailure) -> Finding {
    let functions = subject.activation.functions
    for function in functions {
      let inputs = inputs(function, 1024)
      let first = try examination.caller().results(function, inputs)
      let others = [
        ("", 0xC7, "on a second call"), ("another", 0xC7, "in another process"),
        // As zeros and as numbers that are none.
        ("", 0, "when the stack below holds other bytes: it reads what it has not written"),
        ("", 0xFF, "when the stack below holds other bytes: it reads what it has not written"),
      ]
      for (name, poison, place) in others {
        let caller = try examination.caller(name)
        caller.poison = UInt8(poison)
        defer { caller.poison = 0xC7 }
        let again = try caller.results(function, inputs)
        guard let index = differing(first, again) else { continue }
        return .fail(
          "\(function.symbol) gives other bits \(place)",
          [
            Evidence(
              function: function.symbol,
              input: subject.describe(inputs, index), expected: NumberText.both(first[index]),
              got: NumberText.both(again[index]), reproduce: examination.command("deterministic"))
          ],
          Diagnosis(
            because: "The same inputs gave \(first[index]) and then \(again[index]): no run can be "
              + "repeated.",
            remedy: place.contains("stack")
              ? "Compile with -Wmaybe-uninitialized or run under valgrind: a variable of "
                + "\(function.symbol) is read before it is written."
              : "Look for what \(function.symbol) keeps from call to call, or takes from addresses, "
                + "clocks or random numbers."))
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
      let caller = try examination.caller("threads", isSealed: false)
      // The reference lies in the output's slot, from a call by one thread.
      _ = try caller.results(function, inputs)
      var call = caller.prepare(function, inputs)
      call.request.operation = PROBE_THREADS.rawValue
      call.request.threads = 8
      call.request.repeats = examination.options.level == .quick ? 8 : 60
      let reply: probe_reply
      do throws(ProbeFailure) {
        reply = try caller.run(call, inputs)
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
          ],
          Diagnosis(
            because:
              "\(reply.differences) results of \(function.symbol) were other ones with eight "
              + "threads than with one; training uses all cores.",
            remedy: "Make every variable of \(function.symbol) that it writes a local one, of no "
              + "static storage."))
      }
    }
    try survey()
    // Threads may never have met there: what they share is a fault even so.
    if let effect = examination.effects.seen.staticMemory { return fail(effect, "thread-safe") }
    return .pass("\(functions.count) functions, 8 threads, no static memory written")
  }

  /// What some call of some check did, with this check's command.
  private func fail(_ effect: Effects.Effect, _ check: String) -> Finding {
    var evidence = effect.evidence
    evidence.reproduce = examination.command(check)
    return .fail(
      effect.text, [evidence], Diagnosis(because: effect.because, remedy: effect.remedy))
  }

  /// Sees to it that every function has been called at all points, lengths and settings, whichever
  /// checks were asked for: what these calls do beside computing has been noted.
  private func survey() throws(ProbeFailure) {
    if examination.isSurveyed { return }
    for function in subject.activation.functions {
      for setting in examination.defaults(function.precision) {
        if !function.isRow { _ = try examination.sweep(function, setting) }
        let caller = try examination.caller()
        for length in function.isScalar ? [64] : [64, 1024, 4160, 65_536] {
          let base = examination.ordinary(function, min(length, 4160), setting)
          let inputs =
            length <= base.count ? base : base.choosing((0..<length).map { $0 % base.count })
          caller.fill(function, inputs)
          try caller.run(caller.prepare(function, inputs), inputs)
        }
        var special = examination.complete(
          [.nan, .infinity, -.infinity, 0, -0.0, 1, -1], function, setting)
        special.y = function.isValue ? [] : special.x
        _ = try caller.results(function, special)
      }
    }
    examination.isSurveyed = true
  }

  func pure() throws(ProbeFailure) -> Finding {
    let effects = examination.effects
    do throws(ProbeFailure) { try survey() } catch {
      // What ended the process may be what this check is about.
      guard error.systemCall != nil else { throw error }
    }
    if let effect = effects.seen.systemCall ?? effects.seen.libraryCall
      ?? effects.seen.threadMemory
    {
      return fail(effect, "pure")
    }
    if let obstacle = effects.obstacle { return .skipped(obstacle) }
    if let (name, effect) = impureName() {
      return .fail(
        "the library refers to \(name), which \(effect): where no check has called it, too",
        Diagnosis(
          because: "Some input, length or setting may lead to \(name), and a training with it then "
            + "depends on more than its numbers.",
          remedy: "Take \(name) out of \(subject.nameOfFile); nm -D --undefined-only shows what it "
            + "refers to."))
    }
    return .pass(
      "\(effects.watched.values.reduce(0, +)) calls of \(effects.watched.count) functions")
  }

  /// A function that the library refers to, and that no pure one has a use for; nil where another
  /// check has told what it is for, or where it may belong to a language's runtime.
  private func impureName() -> (name: String, effect: String)? {
    let explained = ["load-side-effects", "deterministic", "thread-safe"]
    if explained.contains(where: { examination.findings[$0]?.isFailure == true }) { return nil }
    let names = subject.image.undefinedSymbols.map(\.name)
    let runtimes = ["_Unwind_", "_ZSt", "_ZNSt", "_ZNKSt", "_gfortran", "swift_", "__gxx_"]
    if names.contains(where: { name in runtimes.contains { name.hasPrefix($0) } }) { return nil }
    for name in names {
      guard let effect = LibraryCall.effect(of: name) else { continue }
      return (name, effect)
    }
    return nil
  }

  func environment() throws(ProbeFailure) -> Finding {
    try survey()
    if let effect = examination.effects.seen.environment { return fail(effect, "fp-environment") }
    return .pass("\(subject.activation.functions.count) functions")
  }

  func stack() throws(ProbeFailure) -> Finding {
    try survey()
    let seen = examination.effects.seen
    let (bytes, symbol) = (seen.stackBytes, seen.stackFunction)
    if bytes > 64 << 10 {
      return .fail(
        "\(symbol) takes \(bytes >> 10) KiB of stack or more, more than 64",
        Diagnosis(
          because: "Threads of other programs may have 128 KiB in all, and end where "
            + "\(symbol) is called late.",
          remedy:
            "Work in pieces of some hundred elements in \(symbol), with a buffer of that size."))
    }
    return .pass("at most \(bytes) bytes, in \(symbol)")
  }
}
