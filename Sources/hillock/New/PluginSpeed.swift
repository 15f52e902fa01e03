import ActivationHost
import NeuralNetwork

/// What a plugin costs beside two activations that everybody knows.
struct PluginSpeed {
  private var rows: [(name: String, value: Double, gradient: Double)] = []

  /// Measures `name` of `library`, and relu and gelu where the search path has them.
  init(_ name: String, of library: String, _ options: PluginOptions) throws {
    var options = options
    options.plugins.insert(library, at: 0)
    let registry = try options.registry()
    let pool = ThreadPool(threads: 1)
    for other in [name, "relu", "gelu"] where !rows.contains(where: { $0.name == other }) {
      guard let activation = try? registry.activation(named: other) else { continue }
      let benchmark = try ActivationBenchmark(
        activation, elements: 16384, pool: pool, seconds: 0.1)
      let scale = 1e9 / Double(benchmark.elements)
      rows.append((other, benchmark.valueSeconds * scale, benchmark.gradientSeconds * scale))
    }
  }

  /// A clause for people.
  var text: String {
    func figure(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
    func figures(_ row: (name: String, value: Double, gradient: Double)) -> String {
      "\(figure(row.value)) ns a value, \(figure(row.gradient)) a gradient"
    }
    let others = rows.dropFirst().map {
      "\($0.name) \(figure($0.value)) and \(figure($0.gradient))"
    }
    let beside = others.isEmpty ? "" : " (\(others.joined(separator: "; ")))"
    return (rows.first.map(figures) ?? "not measured") + beside
  }
}
