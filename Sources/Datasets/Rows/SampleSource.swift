import Activations

/// Samples in batches, epoch after epoch: from memory, or from a file that does not fit there.
///
/// A source has one reader: it is not safe for use from several threads at once.
public protocol SampleSource<Scalar>: AnyObject {
  /// The precision of what it gives.
  associatedtype Scalar: ActivationScalar

  /// The numbers in one sample's input.
  var inputWidth: Int { get }
  /// Whether a target is a class or numbers.
  var targetKind: TargetKind { get }
  /// The samples in an epoch, where that is known.
  var count: Int? { get }
  /// How much each of the samples that were read last counts in training, in their order, about 1 on
  /// the mean; empty where all count the same.
  var weights: [Double] { get }

  /// Begins an epoch.
  ///
  /// - Parameter shuffleSeed: decides the order, which is the same for the same seed; nil for the
  ///   order of the file. Give every epoch a seed of its own.
  /// - Throws: what went wrong in the file.
  func restart(shuffleSeed: UInt64?) throws

  /// Writes the epoch's next samples; the last batch may be short.
  ///
  /// - Parameters:
  ///   - capacity: the most samples to write; at least 1.
  ///   - inputs: where `capacity` rows of `inputWidth` inputs go, row-major.
  ///   - targets: where the targets go, of the source's kind.
  /// - Returns: how many were written: `capacity` but for the last batch, 0 at the epoch's end.
  /// - Throws: what went wrong in the file.
  func read(
    _ capacity: Int, inputs: UnsafeMutablePointer<Scalar>, targets: TargetBuffer<Scalar>
  ) throws -> Int
}

extension SampleSource {
  /// All samples count the same.
  public var weights: [Double] { [] }
}

/// Where the targets of a batch are written.
public enum TargetBuffer<Scalar: ActivationScalar> {
  /// Room for a class index a sample.
  case classes(UnsafeMutablePointer<Int32>)
  /// Room for a row of numbers a sample, row-major.
  case values(UnsafeMutablePointer<Scalar>)
  /// The targets are not wanted.
  case none
}
