import Activations
import NeuralNetwork

/// The libraries that this build computes with, as they are found where it runs.
struct BuildInformation: Encodable {
  /// What multiplies matrices, by precision.
  private(set) var matrixProducts: [String: String] = [:]

  init() throws {
    for precision in Precision.allCases {
      matrixProducts[precision.rawValue] = try MatrixProduct.libraryName(precision)
    }
  }

  var text: String {
    matrixProducts.sorted { $0.key < $1.key }
      .map { "matrix product, \($0.key)  \($0.value)\n" }.joined()
  }
}
