import Activations
import Datasets
import FoundationEssentials
import NeuralNetwork

/// What a run was: everything that its result depends on but the machine.
public struct RunDescription: Sendable, Hashable, Codable {
  /// Which samples are kept out of training.
  public struct Split: Sendable, Hashable, Codable {
    /// The last so many samples test; nil where a share does.
    public var testLast: Int?
    /// The share that tests, drawn by the run's seed.
    public var testShare: Double?
    /// The share of the others that is watched, drawn by the run's seed.
    public var validationShare: Double?

    /// A split from its parts.
    public init(testLast: Int? = nil, testShare: Double? = nil, validationShare: Double? = nil) {
      self.testLast = testLast
      self.testShare = testShare
      self.validationShare = validationShare
    }

    func test(seed: UInt64) -> HeldOut? {
      testLast.map { .last($0) } ?? testShare.map { .share($0, seed: seed) }
    }

    func validation(seed: UInt64) -> HeldOut? {
      // Another seed than the test part's, so that the one says nothing of the other.
      validationShare.map { .share($0, seed: seed &+ 1) }
    }
  }

  /// Counts the changes after which the same description gives another result.
  public static let currentRevision = 2

  /// The revision that made the result.
  public var revision = Self.currentRevision
  /// SHA-256 of the data file, and of the labels' own file where there is one.
  public var data: [String]
  /// How the file was read, as ``DataOptions`` says it.
  public var reading: String
  /// Which samples are kept out of training.
  public var split: Split
  /// Whether inputs, and targets that are numbers, are standardized.
  public var standardizes: Bool
  /// Whether all classes count the same together.
  public var balancesClasses: Bool
  /// The precision that is computed in.
  public var precision: String
  /// The widths of the hidden layers.
  public var hidden: [Int]
  /// The hidden layers' activation: which code it is.
  public var activation: ActivationIdentity
  /// Its parameters that are not at their defaults.
  public var settings: [String: Double]
  /// The share of hidden outputs that training leaves out.
  public var dropout: Double
  /// The rule by which weights are drawn.
  public var initializer: Initializer
  /// How the network is trained; the seed among it.
  public var options: TrainingOptions

  /// SHA-256 of the description in one form, in lower-case hexadecimal: the name of its result.
  public var key: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let digest = SHA256()
      try encoder.encode(self).withUnsafeBytes { digest.add($0) }
      return String(decoding: digest.digest(), as: UTF8.self)
    }
  }
}

extension RunDescription {
  /// SHA-256 of the bytes of each file that samples are read from.
  ///
  /// - Throws: ``DataError`` where one cannot be read.
  static func digests(of data: DataFile) throws(DataError) -> [String] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    return try data.files.map { file throws(DataError) in
      let input = InputFile(file)
      let digest = SHA256()
      while case let count = try input.read(into: buffer), count > 0 {
        digest.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      return String(decoding: digest.digest(), as: UTF8.self)
    }
  }
}
