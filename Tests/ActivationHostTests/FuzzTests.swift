import ActivationHost
import Activations
import Foundation
import Testing

/// Mutated libraries, records, prototypes and parameters: each gives a description that holds
/// together or an error of one line; none traps, hangs, or takes much memory.
///
/// The inputs are the same at every run. `HILLOCK_FUZZ_INPUTS` says how many each test takes.
@Suite struct FuzzTests {
  static let inputs =
    ProcessInfo.processInfo.environment["HILLOCK_FUZZ_INPUTS"].flatMap(Int.init) ?? 4000

  /// What one input led to, by the kind of error; nil for none.
  typealias Outcomes = [HostError.Code?: Int]

  /// Gives `attempt` all inputs that `mutate` makes; checks errors and memory.
  private func run(
    _ name: String, seed: UInt64, mutate: (inout Mutator) -> [UInt8],
    attempt: ([UInt8]) throws(HostError) -> Void
  ) -> Outcomes {
    var mutator = Mutator(seed: seed)
    var outcomes: Outcomes = [:]
    var slowest = Duration.zero
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<Self.inputs {
      let input = mutate(&mutator)
      let begin = clock.now
      var code: HostError.Code?
      do throws(HostError) {
        try attempt(input)
      } catch {
        code = error.code
        let line = error.description
        if line.isEmpty || line.unicodeScalars.contains(where: { $0.value < 0x20 }) {
          Issue.record("an error is not one line: \(line.debugDescription)")
        }
      }
      slowest = max(slowest, clock.now - begin)
      outcomes[code, default: 0] += 1
    }
    #expect(peakMemory < 2 << 30)
    if Self.inputs >= 100_000 {
      print(
        "\(name): \(Self.inputs) inputs in \(clock.now - start), slowest \(slowest),",
        "peak memory of the process \(peakMemory >> 20) MiB,",
        outcomes.map { "\($0.key?.rawValue ?? "valid"): \($0.value)" }.sorted())
    }
    return outcomes
  }

  /// The most memory that this process has had resident, in bytes.
  private var peakMemory: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  /// What a description must fulfil, wherever it came from.
  private func check(_ activation: ActivationDescription) {
    func require(_ condition: Bool, _ what: String) {
      if !condition { Issue.record("\(what): \(activation)") }
    }
    require(!activation.functions.isEmpty, "no function")
    for parameter in activation.parameters {
      require(
        parameter.interval.contains(parameter.defaultValue) && parameter.defaultValue.isFinite,
        "default outside its interval")
    }
    for function in activation.functions {
      let names = function.prototype.arguments.map(\.name)
      require(Set(names).count == names.count, "arguments repeat")
      require(
        activation.function(function.role, function.precision) == function, "functions repeat")
    }
  }

  private static let records = """
    f.abi: 1
    f.version: 1.2.3-alpha.4+build
    f.summary: A summary — with dashes
    f.aliases: g h
    f.range: [0, max(b, 2))
    f.monotonic: nondecreasing
    f.max_ulp: 0.5
    f.parameter: a = 0.01 in [0, 1) -- slope
    f.parameter: b = 1 / 3 in (-inf, inf) learnable -- shift
    f.value: double f_value(double x, double a, double b)
    f.value: float f_valuef(float x, float a, float b)
    f.derivative: double f_derivative(double x, double y, double b)
    f.derivative_b: double f_derivative_b(double x)
    f.value_array: void f_value_array(const float *x, float *y, size_t n, const float *a, float b)
    f.gradient_array: void f_gradient_array(const float *y, const float *dy, float *dx, size_t n, \
    float *db, int training)
    s.value_row: void f_value_array(const double *x, double *y, size_t n)
    s.gradient_row: void f_gradient_array(const double *y, const double *dy, double *dx, size_t n)

    """

  @Test(.timeLimit(.minutes(30))) func mutatedLibraries() throws {
    let directory = try TemporaryDirectory()
    let small = ["-Wl,-z,noseparate-code", "-Wl,--build-id=none", "-nostdlib", "-s"]
    let cc = ["cc", "-O2", "-shared", "-fPIC"]
    let libraries =
      try [
        directory.compile(Sources.described, to: "gnu.so", with: cc + small),
        directory.compile(
          Sources.described, to: "sysv.so", with: cc + small + ["-Wl,--hash-style=sysv"]),
        directory.compile(Sources.bare, to: "bare.so", with: cc + small),
        directory.compile(Sources.described, to: "whole.so"),
      ].map { try [UInt8](Data(contentsOf: URL(fileURLWithPath: $0))) }
      + [SyntheticLibrary(records: Self.records).bytes]
    let outcomes = run("libraries", seed: 1) { mutator in
      mutator.mutate(mutator.pick(libraries))
    } attempt: { bytes throws(HostError) in
      try SyntheticLibrary.read(bytes).forEach(check)
    }
    #expect(outcomes[nil, default: 0] > 0, "\(outcomes)")
    for code in [HostError.Code.malformedLibrary, .otherMachine, .notALibrary] {
      #expect(outcomes[code, default: 0] > 0, "\(outcomes)")
    }
  }

  @Test(.timeLimit(.minutes(30))) func mutatedRecords() throws {
    let functions = DescriptionRecordTests.symbols
    let lines = Self.records.split(separator: "\n").map { Array($0.utf8) + [0x0A] }
    let outcomes = run("records", seed: 2) { mutator in
      mutator.mutateText(Array(lines.joined()), lines: lines)
    } attempt: { bytes throws(HostError) in
      var library = SyntheticLibrary(records: "", functions: functions)
      library.texts[0].bytes = bytes
      try library.read().forEach(check)
    }
    #expect(outcomes[nil, default: 0] > 0, "\(outcomes)")
    for code in [HostError.Code.malformedRecord, .unknownArgument, .duplicateKey, .missingSymbol] {
      #expect(outcomes[code, default: 0] > 0, "\(outcomes)")
    }
  }

  @Test(.timeLimit(.minutes(30))) func mutatedPrototypesAndParameters() throws {
    let prototypes = [
      "double f_value(double x, double const negative_slope)",
      "void f(const float *restrict x, float y[], size_t n, int training, const float*p);",
    ].map { Array($0.utf8) }
    let parameters = [
      "negative_slope = 0x1.8p-3 in (-1e-6, 1 / 3] learnable -- slope where x <= 0",
      "a=-inf in[ 0,inf)--", "beta = 1 -- sharpness",
    ].map { Array($0.utf8) }
    let outcomes = run("texts", seed: 3) { mutator in
      let kind = mutator.below(2)
      let text = mutator.mutateText(
        mutator.pick(kind == 0 ? prototypes : parameters), lines: prototypes + parameters)
      return [UInt8(kind)] + text
    } attempt: { bytes throws(HostError) in
      let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
      if bytes[0] == 0 {
        let prototype = try Prototype(parsing: text)
        #expect(prototype.arguments.count <= 64)
      } else {
        let parameter = try ActivationParameter(parsing: text)
        #expect(parameter.interval.contains(parameter.defaultValue))
      }
    }
    for code in [nil, HostError.Code.malformedPrototype, .malformedRecord] {
      #expect(outcomes[code, default: 0] > 0, "\(outcomes)")
    }
  }
}

extension FuzzTests {
  /// So many repetitions that in quadratic time this test would not end; and what is said of them
  /// stays one short line.
  @Test func longRepetitionsTakeLinearTime() throws {
    #if DEBUG
      let count = 10_000
    #else
      let count = 130_000
    #endif
    let starts = ["", "double f(", "double f(double ", "double f(double x", "a = 1", "a = 1 in ["]
    func said(_ attempt: () throws -> Void) -> String {
      do { try attempt() } catch { return "\(error)" }
      return ""
    }
    for start in starts {
      for word in Mutator.words + Mutator.marks.map({ [$0] }) {
        let text = start + String(repeating: String(decoding: word, as: UTF8.self), count: count)
        let lines = [
          said { _ = try Prototype(parsing: text) },
          said { _ = try ActivationParameter(parsing: text) },
        ]
        #expect(lines.contains { !$0.isEmpty })
        for line in lines { #expect(line.count < 3000 && !line.contains("\n")) }
      }
    }
  }
}

/// Changes bytes at random, the same for the same seed.
struct Mutator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  private static let numbers: [UInt64] = [
    0, 1, 2, 3, 7, 8, 16, 23, 24, 25, 56, 63, 64, 65, 127, 128, 255, 256, 4095, 4096, 0x7FFF,
    0xFFF1, 0xFFFF, 0x10000, 1 << 20, 1 << 28, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 1 << 32,
    1 << 60, UInt64(Int64.max), 1 << 63, .max - 63, .max - 23, .max - 7, .max,
  ]

  /// A library with a few of its numbers, bytes or blocks changed, or cut.
  mutating func mutate(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    for _ in 0...below(4) where bytes.count > 8 {
      // Headers, symbols and hashes lie at the beginning; the dynamic section may lie anywhere.
      let limit = below(4) > 0 ? min(bytes.count, 2048) : bytes.count
      let offset = below(limit - 7)
      switch below(10) {
      case 0, 1: bytes[offset] ^= 1 << UInt8(below(8))
      case 2: bytes[offset] = UInt8(below(256))
      case 3: bytes.store(UInt16(truncatingIfNeeded: pick(Self.numbers)), at: offset & ~1)
      case 4: bytes.store(UInt32(truncatingIfNeeded: pick(Self.numbers)), at: offset & ~3)
      case 5, 6: bytes.store(pick(Self.numbers), at: offset & ~7)
      case 7: bytes.store(UInt64(below(bytes.count + 64)), at: offset & ~7)
      case 8:
        let count = min(below(64), bytes.count - offset)
        let source = below(bytes.count - count + 1)
        bytes.replaceSubrange(
          offset..<offset + count, with: Array(bytes[source..<source + count]))
      default: if below(4) == 0 { bytes.removeLast(below(bytes.count)) }
      }
    }
    return bytes
  }

  static let marks = Array(":.=-+*,;()[]{}/ \t\r\n\0_0159aAexpinfdT\u{1B}".utf8)
  static let words = [
    "const ", "float ", "double ", "size_t ", "void", "int ", "restrict ", "inf", "nan", "0x",
    "1e999", "-- ", "in ", "learnable ", "training", "gate", "dgate", "db", "u", "f.value: ",
    "f.derivative_gate: ", "f.abi: ", "99999999999999999999", "é", "\u{202E}",
  ].map { Array($0.utf8) }

  /// A text with a few of its characters, words or lines changed; now and then with a long run.
  mutating func mutateText(_ original: [UInt8], lines: [[UInt8]]) -> [UInt8] {
    var bytes = original
    for _ in 0...below(3) {
      let offset = below(bytes.count + 1)
      switch below(9) {
      case 0: if offset < bytes.count { bytes[offset] ^= 1 << UInt8(below(8)) }
      case 1: if offset < bytes.count { bytes[offset] = pick(Self.marks) }
      case 2: if offset < bytes.count { bytes.remove(at: offset) }
      case 3: bytes.insert(pick(Self.marks), at: offset)
      case 4: bytes.insert(contentsOf: pick(Self.words), at: offset)
      case 5: bytes.removeSubrange(offset..<min(bytes.count, offset + below(24)))
      case 6: bytes.insert(contentsOf: pick(lines), at: offset)
      case 7:
        let count = min(below(40), bytes.count - offset)
        bytes.insert(contentsOf: bytes[offset..<offset + count], at: below(bytes.count + 1))
      default:
        guard below(50) == 0 else { continue }
        let run = [UInt8](repeating: pick(Self.marks), count: below(5000))
        bytes.insert(contentsOf: run, at: offset)
      }
    }
    return bytes
  }
}
