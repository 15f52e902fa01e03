import Datasets

/// The part of the plane that is drawn, and its places as a network takes them.
struct Plane {
  /// Places from one side to the other, of the decision surface and of a unit's picture.
  static let surfaceSize = 64
  static let pictureSize = 24

  /// x from low to high, then y; empty where there are other than two inputs.
  let corners: [Double]
  /// `[surfaceSize * surfaceSize, 2]`, row by row from above; standardized as the samples are.
  let surface: [Float]
  /// Likewise of a unit's picture.
  let pictures: [Float]

  init(_ data: RunData) {
    guard !data.points.isEmpty else {
      corners = []
      surface = []
      pictures = []
      return
    }
    func reach(_ values: [Double]) -> [Double] {
      let (low, high) = (values.min() ?? -1, values.max() ?? 1)
      let margin = max((high - low) * 0.08, 1e-6 * max(abs(low), abs(high), 1e-3))
      return [low - margin, high + margin]
    }
    let corners = reach(data.points.map(\.x)) + reach(data.points.map(\.y))
    self.corners = corners
    func grid(_ size: Int) -> [Float] {
      var inputs: [Double] = []
      for row in 0..<size {
        for column in 0..<size {
          let across = (Double(column) + 0.5) / Double(size)
          let down = (Double(row) + 0.5) / Double(size)
          inputs.append(corners[0] + (corners[1] - corners[0]) * across)
          inputs.append(corners[3] - (corners[3] - corners[2]) * down)
        }
      }
      inputs.withUnsafeMutableBufferPointer { inputs in
        if let base = inputs.baseAddress {
          data.samples.preparation.inputs?.apply(to: base, rows: size * size)
        }
      }
      return inputs.map { Float($0) }
    }
    surface = grid(Self.surfaceSize)
    pictures = grid(Self.pictureSize)
  }
}
