import ActivationHost
import Activations
import CProbe
import Glibc

/// Lengths, alignment, bounds, inputs and aliases: none of these may change a bit.
struct ArrayChecks {
  let examination: Examination
  private var subject: Subject { examination.subject }
  static let lengths = Array(0...67)

  init(_ examination: Examination) { self.examination = examination }

  private func inputs(_ function: FunctionDeclaration, _ count: Int) -> CallInputs {
    examination.ordinary(function, count, examination.defaults(function.precision).last!)
  }

  private func output(_ function: FunctionDeclaration) -> CallBuffer { function.isValue ? .y : .dx }

  /// Arrays that a call reads, and those that it writes.
  private func reads(_ function: FunctionDeclaration) -> [CallBuffer] {
    [CallBuffer.x, .y, .gate, .u, .dy].filter(function.reads)
  }

  private func writes(_ function: FunctionDeclaration) -> [CallBuffer] {
    [CallBuffer.y, .dx, .dgate].filter(function.writes)
  }

  /// What a gated activation's gradient has beside dx.
  private func outputs(_ function: FunctionDeclaration) -> [CallBuffer] {
    function.takes("dgate") ? [output(function), .dgate] : [output(function)]
  }

  /// One call with every buffer of elements `offset` bytes into its slot, outputs filled with a
  /// pattern beforehand.
  ///
  /// - Returns: each of ``outputs(_:)``.
  private func call(
    _ function: FunctionDeclaration, _ inputs: CallInputs, offset: Int = 0,
    outputOffset: Int? = nil, alias: (CallBuffer, as: CallBuffer)? = nil
  ) throws(ProbeFailure) -> [[Double]] {
    let caller = try examination.caller()
    let precision = function.precision
    var call = caller.prepare(function, inputs)
    for buffer in reads(function) { call.place(buffer, at: offset) }
    caller.fill(function, inputs, offset: offset)
    for buffer in writes(function) {
      call.place(buffer, at: outputOffset ?? offset)
      fillPattern(
        caller.probe.slot(buffer), outputOffset ?? offset, inputs.count * precision.width)
    }
    if let alias { call.place(alias.0, in: alias.as, at: offset) }
    do throws(ProbeFailure) {
      try caller.run(call, inputs)
    } catch {
      examination.dropProbes()
      throw error
    }
    return outputs(function).map { output in
      let isAliased = output == alias?.0
      return caller.read(
        isAliased ? alias!.as : output, precision, inputs.count,
        offset: isAliased ? offset : outputOffset ?? offset)
    }
  }

  private static let pattern: UInt8 = 0xC7

  /// How much beside an array is looked at: a page.
  private static let margin = 4096

  /// Fills an array and what is looked at beside it.
  private func fillPattern(_ slot: UnsafeMutableRawPointer, _ offset: Int, _ bytes: Int) {
    let start = max(0, offset - Self.margin)
    let end = min(offset + bytes + Self.margin, Probe.slotBytes)
    memset(slot + start, Int32(Self.pattern), end - start)
  }

  private func differs(_ a: Double, _ b: Double) -> Bool {
    a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN)
  }

  private func difference(
    _ function: FunctionDeclaration, _ got: [[Double]], _ expected: [[Double]],
    _ inputs: CallInputs, _ place: String, _ check: String
  ) -> Finding? {
    for (output, (got, expected)) in zip(outputs(function), zip(got, expected)) {
      guard let index = got.indices.first(where: { differs(got[$0], expected[$0]) }) else {
        continue
      }
      return .fail(
        "\(function.symbol) gives other bits \(place)",
        [
          Evidence(
            function: function.symbol,
            input: "\(output)[\(index)] of \(inputs.count), "
              + "x = \(NumberText.both(inputs.x[index])), \(place)",
            expected: NumberText.both(expected[index]), got: NumberText.both(got[index]),
            reproduce: examination.command(check))
        ],
        Diagnosis(
          otherBits: function.symbol, place, got: "\(got[index])", expected: "\(expected[index])"))
    }
    return nil
  }

  func lengths() throws(ProbeFailure) -> Finding {
    if subject.arrays.isEmpty { return .skipped("no array functions") }
    let lengths = Self.lengths + [100, 255, 1000, 4097]
    let long = examination.options.level == .quick ? [65_537] : [65_535, 65_536, 65_537, 250_000]
    for function in subject.arrays {
      let all = inputs(function, 4160)
      let reference = function.isRow ? [] : try call(function, all)
      for length in lengths + long {
        // Long ones are the same elements again and again.
        let part =
          length <= all.count
          ? all.slice(0..<length) : all.choosing((0..<length).map { $0 % all.count })
        // Away from the protected pages: those are for array-bounds.
        let got = try call(function, part, offset: 64)
        // A row's result depends on its length: it must only be the same a second time, and
        // written throughout.
        let expected =
          function.isRow
          ? try call(function, part)
          : reference.map { reference in (0..<length).map { reference[$0 % reference.count] } }
        if let finding = difference(
          function, got, expected, part, "at n = \(length)", "array-lengths")
        {
          return finding
        }
        for (output, got) in zip(outputs(function), got) {
          if let index = unwritten(function, got) {
            return .fail(
              "\(function.symbol) leaves \(output)[\(index)] unwritten at n = \(length)",
              Diagnosis(unwritten: function.symbol, "at n = \(length)"))
          }
        }
      }
    }
    let beyond = try examination.options.level == .quick ? nil : beyond32Bits()
    if let beyond, beyond.status == .fail { return beyond }
    return .pass(
      "\(subject.arrays.count) functions, \(lengths.count + long.count) lengths"
        + (beyond.map { ", \($0.message)" } ?? ""))
  }

  /// Whether n is counted in more than 32 bits. Where a parameter is an array, too, it has no room.
  private func beyond32Bits() throws(ProbeFailure) -> Finding {
    for function in subject.arrays {
      if subject.activation.parameters.contains(where: function.takesArray(of:)) { continue }
      let setting = examination.defaults(function.precision).last!
      let caller = try examination.caller("vast", isSealed: false)
      guard let isRight = try caller.countsBeyond32Bits(function, setting) else {
        return .pass("none of \(Caller.vast), for which there is no room here")
      }
      if isRight { continue }
      return .fail(
        "\(function.symbol) leaves its last element unwritten at n = 2^32 + 64",
        [
          Evidence(
            function: function.symbol, input: "n = \(Caller.vast)", expected: "n elements written",
            got: "the last one unwritten", reproduce: examination.command("array-lengths"))
        ],
        Diagnosis(
          because: "An int or an unsigned holds n only up to 2^31 or 2^32, and what lies beyond is "
            + "what was in memory before.",
          remedy: "Count in size_t in \(function.symbol), as n is."))
    }
    return .pass("\(Caller.vast) among them")
  }

  private func unwritten(_ function: FunctionDeclaration, _ got: [Double]) -> Int? {
    let word = UInt64(Self.pattern) &* 0x0101_0101_0101_0101
    let mark =
      function.precision.isFloat
      ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: word))) : Double(bitPattern: word)
    return got.firstIndex { $0 == mark }
  }

  func alignment() throws(ProbeFailure) -> Finding {
    if subject.arrays.isEmpty { return .skipped("no array functions") }
    for function in subject.arrays {
      let inputs = inputs(function, 67)
      let expected = try call(function, inputs)
      for offset in stride(from: 0, to: 64, by: function.precision.width) {
        for (input, output) in [(offset, offset), (offset, 0), (0, offset)] {
          let got = try call(function, inputs, offset: input, outputOffset: output)
          let place = "\(input) and \(output) bytes past a multiple of 64"
          if let finding = difference(function, got, expected, inputs, place, "array-alignment") {
            return finding
          }
        }
      }
    }
    return .pass("\(subject.arrays.count) functions")
  }

  func bounds() throws(ProbeFailure) -> Finding {
    if subject.arrays.isEmpty { return .skipped("no array functions") }
    for function in subject.arrays {
      let most = 4160
      let all = inputs(function, most)
      for length in Self.lengths + [1000, most] {
        let inputs = all.slice(0..<length)
        let bytes = length * function.precision.width
        for offset in Set([0, Probe.slotBytes - bytes]).sorted() {
          do throws(ProbeFailure) {
            _ = try call(function, inputs, offset: offset)
          } catch {
            guard case .signal(_, let address?) = error.kind,
              let place = Self.place(of: address, bytes, offset)
            else {
              // Not a place beside a buffer: the buffers' own places have been too much before.
              if examination.findings["array-alignment"]?.isFailure == true {
                return .skipped("array-alignment has failed already")
              }
              throw error
            }
            var failure = error
            failure.input = "n = \(length), \(place)"
            throw failure
          }
          let caller = try examination.caller()
          for buffer in writes(function) {
            if let byte = trespass(caller.probe.slot(buffer), offset, bytes) {
              return .fail(
                "\(function.symbol) writes beyond \(buffer) at n = \(length)",
                [
                  Evidence(
                    function: function.symbol, input: "n = \(length)", expected: "untouched",
                    got: "a write \(byte)", reproduce: examination.command("array-bounds"))
                ], Diagnosis(trespass: function.symbol, "\(byte) at n = \(length)"))
            }
          }
        }
      }
    }
    return .pass("\(subject.arrays.count) functions, n = 0 to \(Self.lengths.last!)")
  }

  /// Where beside a buffer a faulting address lies.
  private static func place(of address: UInt64, _ bytes: Int, _ offset: Int) -> String? {
    for buffer in CallBuffer.allCases {
      let start = probe_slot_address(buffer.rawValue) + UInt64(offset)
      let end = start + UInt64(bytes)
      if address >= end, address - end < 4096 {
        return "touches \(address - end) bytes past the end of \(buffer)"
      }
      if address < start, start - address <= 4096 {
        return "touches \(start - address) bytes before \(buffer)"
      }
    }
    return nil
  }

  /// The first byte outside of the buffer that was changed, as words.
  private func trespass(_ slot: UnsafeMutableRawPointer, _ offset: Int, _ bytes: Int) -> String? {
    for byte in max(0, offset - Self.margin)..<offset
    where slot.load(fromByteOffset: byte, as: UInt8.self) != Self.pattern {
      return "\(offset - byte) bytes before the start"
    }
    let end = offset + bytes
    for byte in end..<min(end + Self.margin, Probe.slotBytes)
    where slot.load(fromByteOffset: byte, as: UInt8.self) != Self.pattern {
      return "\(byte - end) bytes past the end"
    }
    return nil
  }

  func inputs() throws(ProbeFailure) -> Finding {
    if subject.arrays.isEmpty { return .skipped("no array functions") }
    for function in subject.arrays {
      let inputs = inputs(function, 4160)
      _ = try call(function, inputs)
      let caller = try examination.caller()
      for buffer in reads(function) {
        let left = caller.read(buffer, function.precision, inputs.count)
        let given = inputs.values(buffer)
        if let index = given.indices.first(where: { differs(left[$0], given[$0]) }) {
          return .fail(
            "\(function.symbol) changes its input \(buffer)",
            [
              Evidence(
                function: function.symbol, input: "\(buffer)[\(index)], n = \(inputs.count)",
                expected: NumberText.both(given[index]), got: NumberText.both(left[index]),
                reproduce: examination.command("array-input"))
            ], Diagnosis(changedInput: function.symbol, "\(buffer)"))
        }
      }
    }
    return .pass("\(subject.arrays.count) functions")
  }

  func alias() throws(ProbeFailure) -> Finding {
    if subject.arrays.isEmpty { return .skipped("no array functions") }
    var pairs = 0
    for function in subject.arrays {
      let output = output(function)
      for input in reads(function)
      where (output == .y && input == .x) || (output == .dx && [.dy, .x].contains(input)) {
        for length in [1, 3, 16, 67, 4160] {
          let inputs = inputs(function, length)
          let expected = try call(function, inputs)
          let got = try call(function, inputs, alias: (output, as: input))
          pairs += 1
          if let finding = difference(
            function, got, expected, inputs, "where \(output) is \(input)", "array-alias")
          {
            return finding
          }
        }
      }
    }
    return .pass("\(pairs) calls")
  }
}
