import Activations
import Datasets
import FoundationEssentials

/// A training saved while it runs: a safetensors file of weights, optimizer state and best weights,
/// whose metadata say which training it is and how far it has come.
public struct CheckpointFile: Sendable {
  /// How a checkpoint is told from other files.
  public static let kind = FileKind(
    "a training's checkpoint", holding: "\"\(descriptionKey)\"")
  private static let descriptionKey = "hillock_checkpoint"
  private static let courseKey = "hillock_course"
  private static let best = "best"

  private let place: OutputPlace
  private let description: CheckpointDescription

  /// The checkpoint of a training.
  ///
  /// - Parameters:
  ///   - place: where it is written, and read.
  ///   - description: of the training.
  public init(_ place: OutputPlace, _ description: CheckpointDescription) {
    self.place = place
    self.description = description
  }

  /// Saves a state, which replaces the one before at once.
  ///
  /// - Throws: ``DataError`` of code `inputOutput` where the system refuses.
  public func write<Scalar: ActivationScalar>(_ state: TrainingState<Scalar>) throws(DataError) {
    var contents = SafetensorsContents()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      contents.metadata = [
        Self.descriptionKey: String(decoding: try encoder.encode(description), as: UTF8.self),
        Self.courseKey: String(decoding: try encoder.encode(state.course), as: UTF8.self),
      ]
    } catch {
      throw DataError(
        .notFinite, file: place.path, expected: "a course of finite numbers", found: "\(error)")
    }
    func add(_ tensors: [NamedTensor<Scalar>], _ prefix: String) {
      contents.add(
        tensors.map {
          NamedTensor(name: prefix + $0.name, shape: $0.shape, values: $0.values)
        })
    }
    add(state.tensors, "")
    for (index, tensors) in state.optimizer.enumerated() { add(tensors, "optimizer.\(index).") }
    if let best = state.best { add(best, Self.best + ".") }
    try contents.write(to: place)
  }

  /// Reads the state that was saved.
  ///
  /// - Throws: ``DataError`` where there is none, where it is damaged, and where it is of a training
  ///   with other options, activations or samples than this one's.
  public func read<Scalar: ActivationScalar>(
    _: Scalar.Type
  ) throws(DataError) -> TrainingState<Scalar> {
    let file = try SafetensorsFile(place.open())
    let metadata = file.header.metadata
    guard let text = metadata[Self.descriptionKey], let courseText = metadata[Self.courseKey] else {
      throw DataError(
        .malformed, file: place.path, expected: Self.kind.name, found: "another safetensors file")
    }
    try file.checkSeal(isRequired: true)
    let saved: CheckpointDescription
    let course: TrainingState<Scalar>.Course
    do {
      saved = try JSONDecoder().decode(CheckpointDescription.self, from: Data(text.utf8))
      course = try JSONDecoder().decode(
        TrainingState<Scalar>.Course.self, from: Data(courseText.utf8))
    } catch {
      throw DataError(
        .malformed, file: place.path, expected: "the description of a training",
        found: SafetensorsHeader.reason(error))
    }
    try description.check(saved: saved, path: place.path)
    var state = TrainingState<Scalar>(course: course, tensors: [], optimizer: [], best: nil)
    for entry in file.header.tensors {
      var tensor = try file.read(entry, as: Scalar.self)
      let words = entry.name.split(separator: ".", maxSplits: 2).map(String.init)
      switch words[0] {
      case Self.best:
        tensor.name = String(entry.name.dropFirst(Self.best.count + 1))
        state.best = (state.best ?? []) + [tensor]
      case "optimizer":
        guard words.count == 3, let index = Int(words[1]), (0..<2).contains(index) else {
          throw DataError(
            .malformed, file: place.path, expected: "an optimizer's tensor",
            found: DataError.quoted(entry.name))
        }
        tensor.name = words[2]
        while state.optimizer.count <= index { state.optimizer.append([]) }
        state.optimizer[index].append(tensor)
      default: state.tensors.append(tensor)
      }
    }
    return state
  }
}
