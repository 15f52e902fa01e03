import CKernels
import Datasets

/// What random numbers are drawn for: each purpose has streams of its own.
enum RandomPurpose: UInt64 {
  case weights = 1
  case gain, shuffle, activation, dropout

  /// The stream of a purpose, layer and step: no two draws share one.
  func stream(seed: UInt64, layer: Int = 0, step: Int = 0) -> hillock_stream {
    // 8 bits of purpose, 16 of the layer, 40 of the step.
    let number =
      rawValue << 56 | UInt64(truncatingIfNeeded: layer & 0xFFFF) << 40
      | UInt64(truncatingIfNeeded: step) & 0xFF_FFFF_FFFF
    return RandomStream(seed: seed, stream: number).kernelStream
  }
}
