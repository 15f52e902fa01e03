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

/// A format as it is typed, halves among them.
enum FormatArgument: String, ExpressibleByArgument, CaseIterable {
  case bf16, f16, f32, f64

  init?(argument: String) {
    switch argument {
    case "bf16", "bfloat16": self = .bf16
    case "f16", "float16", "half": self = .f16
    default:
      guard let wide = PrecisionArgument(argument: argument) else { return nil }
      self = wide == .f32 ? .f32 : .f64
    }
  }

  /// What it stands for.
  var format: NumberFormat {
    switch self {
    case .bf16: .bfloat16
    case .f16: .float16
    case .f32: .float32
    case .f64: .float64
    }
  }
}
