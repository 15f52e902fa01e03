import Foundation

/// Values and derivatives from the definitions of PyTorch 2.13 in float64 (torch.nn.functional, and
/// autograd for the derivatives); squareplus, sparse_plus and sparse_sigmoid from jax.nn with x64.
/// PyTorch's derivative of hardsigmoid is 1/6 as a float, even in float64: here it is 1/6.
/// What neither has is written out in torch from its paper's formula. Made by, for each f:
///
///     x = torch.tensor(X, dtype=torch.float64, requires_grad=True)
///     y = f(x); print(y.tolist(), torch.autograd.grad(y.sum(), x)[0].tolist())
///
/// They lie in `reference.csv`, a line each, whose header has the inputs.
enum Reference {
  /// Of every line; of the gated ones the gates are the same, reversed.
  static let inputs: [Double] = lines[0].dropFirst(2).compactMap { Double($0) }

  /// Value and derivative at the inputs.
  static let elementwise = results("value").reduce(
    into: [String: (values: [Double], derivatives: [Double])]()
  ) {
    $0[$1.key] = ($1.value, derivatives[$1.key] ?? [])
  }

  static let gated = results("gated value")

  /// Of the inputs as one row.
  static let rows = results("row")

  private static let derivatives = results("derivative")

  private static let lines: [[Substring]] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "reference.csv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { $0.split(separator: ",") }
  }()

  private static func results(_ what: String) -> [String: [Double]] {
    lines.filter { $0[1] == what }.reduce(into: [:]) {
      $0[String($1[0])] = $1.dropFirst(2).compactMap { Double($0) }
    }
  }
}
