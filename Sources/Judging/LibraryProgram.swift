import Activations
import CJudging
import Glibc

/// The side of a ``ForeignProcess`` that calls a shared library: the hidden command that `judge`
/// starts itself as.
public enum LibraryProgram {
  /// The hidden command's name.
  public static let command = "judge-probe"

  /// The words that start it.
  static func arguments(_ function: ForeignFunction, library: String) -> [String] {
    let derivative: String
    if case .function(let name) = function.derivative { derivative = name } else { derivative = "" }
    return [
      "/proc/self/exe", command, library, function.judgedFormat.rawValue,
      function.takesArrays ? "array" : "scalar", function.name, derivative,
    ]
  }

  /// Answers requests until there are no more.
  public static func serve(_ words: [String]) {
    guard words.count == 5, let format = NumberFormat(rawValue: words[1]) else { return }
    let takesArrays = words[2] == "array"
    guard let library = dlopen(words[0], RTLD_NOW) else {
      return answer(1, Array("\(words[0]): \(loaderWords)".utf8))
    }
    var functions: [UnsafeMutableRawPointer] = []
    for name in [words[3], words[4]] where !name.isEmpty {
      guard let function = dlsym(library, name) else {
        return answer(1, Array("\(words[0]): there is no function '\(name)'".utf8))
      }
      functions.append(function)
    }
    answer(0, Array(environment(words[0], functions[0]).utf8))
    while let head = receive(8) {
      let (output, count) = head.withUnsafeBytes {
        (
          Int($0.loadUnaligned(as: UInt32.self)),
          Int($0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        )
      }
      guard let inputs = receive(count * format.byteCount), output < functions.count else { return }
      answer(0, results(functions[output], format, takesArrays, inputs, count))
    }
  }

  private static var loaderWords: String { dlerror().map { String(cString: $0) } ?? "unknown" }

  /// The file that the loader found, and glibc's version where it is glibc's.
  private static func environment(_ library: String, _ function: UnsafeMutableRawPointer) -> String
  {
    guard let name = judging_file_of(function) else { return library }
    let file = String(cString: name)
    let isGlibc = ["libm.so", "libc.so"].contains { file.contains($0) }
    return isGlibc ? "\(file), glibc \(String(cString: judging_c_library()))" : file
  }

  private typealias ArrayFunction =
    @convention(c) (Int, UnsafeRawPointer, UnsafeMutableRawPointer) -> Void

  private static func results(
    _ function: UnsafeMutableRawPointer, _ format: NumberFormat, _ takesArrays: Bool,
    _ inputs: [UInt8], _ count: Int
  ) -> [UInt8] {
    // Memory that any vector may be loaded from.
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 2 * max(inputs.count, 1), alignment: 64)
    defer { memory.deallocate() }
    let (x, y) = (memory.baseAddress!, memory.baseAddress! + inputs.count)
    x.copyMemory(from: inputs, byteCount: inputs.count)
    if takesArrays {
      unsafeBitCast(function, to: ArrayFunction.self)(count, x, y)
    } else if format == .float32 {
      let call = unsafeBitCast(function, to: (@convention(c) (Float) -> Float).self)
      map(x, y, count, call)
    } else {
      let call = unsafeBitCast(function, to: (@convention(c) (Double) -> Double).self)
      map(x, y, count, call)
    }
    return Array(UnsafeRawBufferPointer(start: y, count: inputs.count))
  }

  private static func map<Scalar>(
    _ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer, _ count: Int,
    _ function: (Scalar) -> Scalar
  ) {
    let inputs = x.assumingMemoryBound(to: Scalar.self)
    let results = y.assumingMemoryBound(to: Scalar.self)
    for index in 0..<count { results[index] = function(inputs[index]) }
  }

  private static func receive(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes {
        read(Int32(JUDGING_REQUESTS), $0.baseAddress! + done, count - done)
      }
      if got < 0 && errno == EINTR { continue }
      if got <= 0 { return nil }
      done += got
    }
    return bytes
  }

  private static func answer(_ mark: UInt32, _ body: [UInt8]) {
    var bytes = [UInt8](repeating: 0, count: 8)
    bytes.withUnsafeMutableBytes {
      $0.storeBytes(of: mark, as: UInt32.self)
      $0.storeBytes(of: UInt32(body.count), toByteOffset: 4, as: UInt32.self)
    }
    bytes += body
    var sent = 0
    while sent < bytes.count {
      let wrote = bytes.withUnsafeBytes {
        write(Int32(JUDGING_ANSWERS), $0.baseAddress! + sent, $0.count - sent)
      }
      if wrote < 0 && errno == EINTR { continue }
      if wrote <= 0 { return }
      sent += wrote
    }
  }
}
