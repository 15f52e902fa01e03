import Activations
import CKernels

/// The matrix product: which library computes it.
///
/// oneDNN for float32, OpenBLAS for float64 and for small float32 products. They are loaded when
/// the first network runs, not when the program starts.
public enum MatrixProduct {
  /// Loads the libraries, once; later calls cost nothing.
  ///
  /// - Throws: ``NetworkError`` with code `.missingLibrary` where there is none.
  static func load() throws {
    if let failure = hillock_matrix_product_load() {
      throw NetworkError(.missingLibrary, "no matrix product: \(String(cString: failure))")
    }
  }

  /// Which code multiplies matrices of a precision: `oneDNN 2.6.3 + OpenBLAS 0.3.21 SkylakeX`.
  ///
  /// - Throws: ``NetworkError`` with code `.missingLibrary` where there is none.
  public static func libraryName(_ precision: Precision) throws -> String {
    try load()
    return switch precision {
    case .float32: String(cString: hillock_matrix_product_name_f32())
    case .float64: String(cString: hillock_matrix_product_name_f64())
    }
  }
}
