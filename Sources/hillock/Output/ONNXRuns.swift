import ActivationHost
import Activations
import Glibc
import Interchange

/// The activations of an ONNX file, run by ONNX Runtime and by onnx.reference in a Python of the
/// user's.
struct ONNXRuns<Scalar: ActivationScalar> {
  /// `0.onnxruntime`: the results of the first activation, as many as its inputs.
  private(set) var results: [String: [Scalar]] = [:]
  /// Which versions ran, or why none did.
  private(set) var judged: String

  /// Writes a model for each activation, and inputs; reads results and a line of versions.
  private static var script: String {
    """
    import os, sys
    import numpy as np
    folder, kind = sys.argv[1:]
    said = []
    try:
      import onnxruntime
      onnxruntime.set_default_logger_severity(4)
      said.append("onnxruntime " + onnxruntime.__version__)
    except ImportError:
      onnxruntime = None
    try:
      import onnx, onnx.reference
      said.append("onnx.reference " + onnx.__version__)
    except ImportError:
      onnx = None
    for name in sorted(os.listdir(folder)):
      if not name.endswith(".onnx"): continue
      base = os.path.join(folder, name[:-5])
      columns = int(open(base + ".columns").read())
      def rows(file): return np.fromfile(base + file, kind).reshape(-1, columns)
      feed = {"x": rows(".x")}
      if os.path.exists(base + ".gate"): feed["gate"] = rows(".gate")
      if onnxruntime:
        try:
          session = onnxruntime.InferenceSession(base + ".onnx", providers=["CPUExecutionProvider"])
          session.run(None, feed)[0].tofile(base + ".onnxruntime")
        except Exception as error:
          said.append("onnxruntime refused " + name + ": " + str(error).split("\\n")[0][:200])
      if onnx:
        try:
          with np.errstate(all="ignore"):
            result = onnx.reference.ReferenceEvaluator(base + ".onnx").run(None, feed)[0]
          np.asarray(result, kind).tofile(base + ".reference")
        except Exception as error:
          said.append("onnx.reference refused " + name + ": " + str(error).split("\\n")[0][:200])
    print("hillock:", "; ".join(said))
    """
  }

  init(_ export: ModelExport<Scalar>, python: String) throws {
    var name = Array("/tmp/hillock-onnx-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else {
      judged = "not judged: no temporary directory"
      return
    }
    let folder = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { Self.remove(folder) }
    for (index, use) in export.uses.enumerated() {
      let x = ExportJudgement.inputs(Scalar.self, form: use.formula.form)
      let columns = use.formula.form == .row ? ExportJudgement.columns : 1
      try Self.write(use.export.model(settings: use.settings), "\(folder)/\(index).onnx")
      try Self.write(Array("\(columns)".utf8), "\(folder)/\(index).columns")
      try Self.write(Self.bytes(x), "\(folder)/\(index).x")
      if use.formula.form == .gated {
        try Self.write(Self.bytes(x.reversed()), "\(folder)/\(index).gate")
      }
    }
    let kind = Scalar.precision == .float32 ? "<f4" : "<f8"
    guard let outcome = try? ChildProcess.run([python, "-c", Self.script, folder, kind]) else {
      judged = "not judged: \(python) cannot be run"
      return
    }
    let mark = "hillock: "
    guard outcome.status == 0,
      let line = outcome.output.split(separator: "\n").last(where: { $0.hasPrefix(mark) })
    else {
      let reason = outcome.output.split(separator: "\n").last.map(String.init) ?? ""
      judged = "not judged: \(DisplayText.line("\(python): \(reason)", limit: 200))"
      return
    }
    let versions = DisplayText.line(String(line.dropFirst(mark.count)), limit: 400)
    judged =
      versions.isEmpty
      ? "not judged: \(python) has neither onnxruntime nor onnx" : "judged by \(versions)"
    for index in export.uses.indices {
      for judge in ["onnxruntime", "reference"] {
        results["\(index).\(judge)"] = Self.read("\(folder)/\(index).\(judge)")
      }
    }
  }

  private static func bytes(_ numbers: [Scalar]) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
  }

  private static func write(_ bytes: [UInt8], _ path: String) throws {
    guard let file = fopen(path, "w") else {
      throw OutputError(path: path, reason: String(cString: strerror(errno)))
    }
    let count = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, count == bytes.count else {
      throw OutputError(path: path, reason: String(cString: strerror(errno)))
    }
  }

  /// The numbers of a file; nil where there is none.
  private static func read(_ path: String) -> [Scalar]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var numbers: [Scalar] = []
    var block = [Scalar](repeating: 0, count: 4096)
    while true {
      let count = fread(&block, MemoryLayout<Scalar>.size, block.count, file)
      if count == 0 { return numbers }
      numbers += block[..<count]
    }
  }

  /// Removes the directory and its files.
  private static func remove(_ folder: String) {
    if let directory = opendir(folder) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: entry.pointee.d_name) {
          String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
        }
        unlink("\(folder)/\(name)")
      }
      closedir(directory)
    }
    rmdir(folder)
  }
}
