import Activations
import ArgumentParser

/// A precision as it is typed: `f32`, `f64`, or by its full name.
enum PrecisionArgument: String, ExpressibleByArgument, CaseIterable {
  case f32, f64

  init?(argument: String) {
    switch argument {
    case "f32", "float32", "float": self = .f32
    case "f64", "float64", "double": self = .f64
    default: return nil
    }
  }

  /// What it stands for.
  var precision: Precision { self == .f32 ? .float32 : .float64 }
}
