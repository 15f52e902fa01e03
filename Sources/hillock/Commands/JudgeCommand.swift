import Activations
import ArgumentParser
import Charts
import Datasets
import Formulas
import Judging

/// `hillock judge`: holds any function, of a library, of Python or of a model, to a formula.
struct JudgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Hold a function that is no plugin to a formula: its errors over all numbers.",
    discussion: """
      The function is called in processes of its own, on arrays of inputs, and each result is \
      compared with the formula's value and derivative by MPFR: in units in the last place (ULP), \
      by binade, and where it is zero, NaN, infinite or of the wrong sign and should not be. \
      bfloat16 and float16 are always looked at whole.

      FUNCTION is LIBRARY:SYMBOL, T f(T), where T is float if SYMBOL ends in f, and double \
      otherwise; with --array, void f(size_t n, const T *x, T *y). With --python it is \
      MODULE:FUNCTION, or MODULE:Class, which is made first; torch, jax, tensorflow, numpy, scipy, \
      math, and modules that use them, are known.

      Exit status: 0 judged; 1 not within --max-ulp, or not to be called; 2 wrong usage.

      EXAMPLES:
        hillock judge libm.so.6:tanhf --formula "tanh(x)"
        hillock judge libm.so.6:tanhf --formula "tanh(x)" --level exhaustive --plot tanhf.svg
        hillock judge --python torch.nn.functional:gelu --formula "x * normal_cdf(x)" \
      --derivative autograd
        hillock judge --python torch:sigmoid --precision bf16 --formula "sigmoid(x)"
        hillock judge --python scipy.special:expit --precision f64 --formula "sigmoid(x)" --max-ulp 2
        hillock judge --onnx softplus.onnx --formula "log1p(exp(x))"
      """)

  @Argument(help: ArgumentHelp("The function, as LIBRARY:SYMBOL.", valueName: "function"))
  var function: String?

  @Option(help: ArgumentHelp("A function of Python's.", valueName: "module:function"))
  var python: String?

  @Option(
    help: ArgumentHelp(
      "A model of one input and one output, elementwise, run by onnxruntime in Python.",
      valueName: "file"), completion: .file(extensions: ["onnx"]))
  var onnx: String?

  @Option(help: ArgumentHelp("What it should be: a formula in x.", valueName: "formula"))
  var formula: String

  @Option(
    help: ArgumentHelp(
      "Judge a derivative as well: 'autograd' for the framework's own (torch.autograd, jax.grad, "
        + "tf.GradientTape), or another function, named as the first is.",
      valueName: "autograd|function"))
  var derivative: String?

  @Option(
    help: ArgumentHelp(
      "A keyword argument of a Python function; may be repeated.", valueName: "name=value"))
  var argument: [String] = []

  @Option(help: "What it computes in: bf16, f16, f32 or f64.")
  var precision: FormatArgument?

  @Flag(help: "The library's function takes arrays: void f(size_t n, const T *x, T *y).")
  var array = false

  @Option(
    help: ArgumentHelp(
      "How many inputs: quick (2^16), standard (2^20) or exhaustive (all floats).",
      valueName: "level"))
  var level = JudgementLevel.standard

  @Option(help: "What the places of a sample come from.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("How long 65,536 inputs may take.", valueName: "seconds"))
  var timeout = 60.0

  @Option(
    name: .customLong("max-ulp"),
    help: ArgumentHelp("Exit with 1 where an error is larger, or anything else is wrong."))
  var maxULP: Real?

  @Option(help: ArgumentHelp("The Python that runs it.", valueName: "program"))
  var interpreter = "python3"

  @Option(
    help: ArgumentHelp(
      "Draw the errors by binade, as the name says: f.svg or f.png.",
      valueName: "file"), completion: .file(extensions: ["svg", "png"]))
  var plot: String?

  @OptionGroup var outputFormat: FormatOption

  private var pictureFormat: Chart.PictureFormat? { plot.flatMap { Chart.PictureFormat(file: $0) } }

  func validate() throws {
    guard [function, python, onnx].compactMap(\.self).count == 1 else {
      throw ValidationError(
        "name one function: LIBRARY:SYMBOL, --python MODULE:FUNCTION or --onnx FILE")
    }
    for (name, spelling) in [(function, "LIBRARY:SYMBOL"), (python, "MODULE:FUNCTION")] {
      if let name, Self.parts(name) == nil {
        throw ValidationError("a function is named as \(spelling), not '\(name)'")
      }
    }
    if python == nil, !argument.isEmpty {
      throw ValidationError("--argument is for functions of Python's")
    }
    if function == nil, array {
      throw ValidationError("--array is for functions of a library")
    }
    if let wrong = argument.first(where: { !$0.contains("=") || $0.hasPrefix("=") }) {
      throw ValidationError("--argument takes NAME=VALUE, not '\(wrong)'")
    }
    if function != nil, derivative == "autograd" {
      throw ValidationError("a library differentiates nothing: --derivative takes a symbol of it")
    }
    if onnx != nil, derivative != nil {
      throw ValidationError("a model has no derivative to judge: leave --derivative out")
    }
    if let python, let derivative, derivative != "autograd", Self.parts(derivative) == nil {
      throw ValidationError(
        "--derivative of \(python): 'autograd' or MODULE:FUNCTION, not '\(derivative)'")
    }
    if function != nil, precision?.format.isHalf == true, !array {
      throw ValidationError("halves go to a library's function as arrays: add --array")
    }
    if !(timeout > 0 && timeout <= 86_400) {
      throw ValidationError("--timeout takes seconds, more than 0 and at most a day")
    }
    if let maxULP, !(maxULP.value >= 0) { throw ValidationError("--max-ulp takes 0 or more") }
    if let plot, pictureFormat == nil {
      throw ValidationError("--plot must end in .svg or .png, not '\(plot)'")
    }
  }

  func run() throws {
    let place = try plot.map { try OutputPlace($0, kind: pictureFormat?.kind) }
    let parsed: Formula
    do { parsed = try Formula(formula) } catch {
      throw ValidationError("--formula '\(formula)': \(error.summary)")
    }
    if parsed.usesRow { throw ValidationError("--formula: a row's function is not judged") }
    var judge = FunctionJudge(foreign, formula: parsed)
    judge.level = level
    judge.seed = seed
    judge.timeout = timeout
    let name = foreign.text
    judge.progress = { share in
      if Terminal.error.isTerminal {
        StandardError.write("\r\(name): \(Int(share * 100)) %\(share >= 1 ? "\r\u{1B}[K" : "")")
      }
      return true
    }
    guard let judgement = try judge.judge() else { return }
    switch outputFormat.format {
    case .text: try StandardOutput.write(JudgementText(judgement).text)
    case .json: try StandardOutput.line(judgement.json())
    }
    if let place, let pictureFormat {
      let picture = try JudgementChart(judgement).chart.picture(pictureFormat)
      try place.write { file throws(DataError) in try file.write(picture) }
    }
    if let limit = maxULP?.value,
      ![judgement.value, judgement.derivative].compactMap(\.self).allSatisfy({ $0.holds(limit) })
    {
      StandardError.line("hillock: \(name): not within \(limit) ULP everywhere")
      throw ExitCode(1)
    }
  }

  private var foreign: ForeignFunction {
    let slope: ForeignFunction.Derivative =
      switch derivative {
      case nil: .none
      case "autograd": .autograd
      case let name?: .function(name)
      }
    let (source, name): (ForeignFunction.Source, String)
    if let function, let (library, symbol) = Self.parts(function) {
      (source, name) = (.library(library), symbol)
    } else if let python, let (module, attribute) = Self.parts(python) {
      (source, name) = (.python(module: module), attribute)
    } else {
      (source, name) = (.onnx(path: onnx ?? ""), "")
    }
    let pairs = argument.map { word in
      let place = word.firstIndex(of: "=")!
      return (String(word[..<place]), String(word[word.index(after: place)...]))
    }
    return ForeignFunction(
      source: source, name: name, derivative: slope, format: precision?.format, takesArrays: array,
      arguments: Dictionary(pairs) { $1 }, interpreter: interpreter)
  }

  /// What lies before and after the last colon.
  private static func parts(_ text: String) -> (String, String)? {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let (before, after) = (text[..<colon], text[text.index(after: colon)...])
    return before.isEmpty || after.isEmpty ? nil : (String(before), String(after))
  }
}

extension JudgementLevel: ExpressibleByArgument {}
