import ActivationHost
import Activations
import ArgumentParser
import Datasets
import NeuralNetwork

/// Where labels are, for every command that reads labelled data.
struct LabelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The label's column: its name, or its index from 0 or, from the end, -1. Unless given, the last "
        + "one; of a model, the one that it was trained with.", valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "The labels' own file, for .npy and IDX data.", valueName: "file"),
    completion: .file())
  var labels: String?

  @Flag(help: "Leave out rows whose label is missing.")
  var skipUnlabelled = false

  /// The column as it was typed.
  var column: ColumnReference? { label.map { ColumnReference(Real.unprotected($0)) } }
}

/// Labelled data, for every command that looks at how a saved model does on them.
struct LabelledDataOptions: ParsableArguments {
  @Argument(help: "The data: a table, .npy, .npz or IDX.", completion: .file())
  var data: String

  @OptionGroup var labels: LabelOptions
  @OptionGroup var table: TableOptions

  /// Opens the data as the model needs them, and says what is to be noted.
  func open(for model: ModelDescription) throws -> DataFile {
    var options = model.evaluationOptions(
      table.options(label: labels.column, labels: labels.labels))
    options.skipsUnlabelled = labels.skipUnlabelled
    let file = try DataFile.open(data, options: options)
    file.findings.tellNotes(of: data)
    return file
  }
}

extension ColumnFindings {
  /// Says on standard error what is to be noted of a file.
  func tellNotes(of path: String) {
    for note in notes { StandardError.line("hillock: note: \(path): \(note)") }
  }
}

/// How a saved model is loaded, for every command that uses one.
struct ModelOptions: ParsableArguments {
  @Flag(
    help: "Use a plugin of the same name whose version or file is not the one trained with.")
  var allowDifferentPlugin = false

  @Option(help: "How many threads to use; 0 for one a core.")
  var threads = 0

  @OptionGroup var pluginOptions: PluginOptions

  func validate() throws {
    if threads < 0 { throw ValidationError("--threads must not be negative.") }
  }

  /// The threads that work is shared among.
  var pool: ThreadPool { threads == 0 ? .allCores : ThreadPool(threads: threads) }

  /// Loads a model with the plugins of the search path, and warns where one is not the saved one.
  func load<Scalar: ActivationScalar>(
    _ file: ModelFile, as scalar: Scalar.Type
  ) throws -> Model<Scalar> {
    let registry = try pluginOptions.registry(isLocked: true)
    let policy = ActivationPolicy(
      allowsDifferent: allowDifferentPlugin, searched: registry.searchPath.places.map(\.path))
    let model = try file.load(scalar, policy: policy) { identity in
      // Without a file's hash it was the one that is built in.
      if identity == IdentityActivation().identity { return (IdentityActivation(), nil) }
      do {
        let activation = try registry.activation(named: identity.name)
        return (activation, activation.library.path)
      } catch let error as HostError where error.code == .unknownActivation {
        return nil
      }
    }
    for substitution in model.substitutions {
      StandardError.line("hillock: warning: \(substitution)")
    }
    return model
  }
}

extension ModelFile {
  /// The precision that the model was trained in.
  var precision: Precision {
    get throws {
      guard let precision = Precision(rawValue: description.precision) else {
        throw DataError(
          .malformed, file: path, expected: "a precision of float32 or float64",
          found: DisplayText.line(description.precision, limit: 40))
      }
      return precision
    }
  }
}
