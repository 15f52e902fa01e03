/// The float arrays where something is learned: the sums of the learnable parameters' gradients come
/// from the loop that writes dx, so that training calls no function for each element.
extension PluginSource {
  var learningArrays: String {
    let definition = design.definition
    let name = definition.name
    let names = definition.parameters.map(\.name)
    let learned = definition.parameters.filter(\.isLearnable).map(\.name)
    let list = names.map { ", float \($0)" }.joined()
    let tail = names.map { ", \($0)" }.joined()
    let outputs = learned.map { ", float *d\($0)" }.joined()
    let given = learned.map { ", d\($0)" }.joined()
    // A parameter may have any of these names.
    func local(_ word: String) -> String { names.contains(word) ? "\(word)_" : word }
    let (i, k, start, count) = (local("i"), local("k"), local("start"), local("count"))
    let (at, slope, tile, width) = (local("at"), local("dy_at"), local("tile"), local("width"))
    func lines(_ text: (String) -> String) -> String { learned.map(text).joined(separator: "\n") }
    return """
      static ACTIVATION_CLONES void value_loop(const float *x, float *y, size_t n\(list)) {
        size_t \(i);
        ACTIVATION_LOOP
        for (\(i) = 0; \(i) < n; \(i)++) y[\(i)] = float_value(x[\(i)]\(tail));
      }
      ACTIVATION_VALUE_ARRAY(\(name), float, (const float *x, float *y, size_t n\(list))) {
        value_loop(x, y, n\(tail));
      }

      /* Sums in double, eight of them side by side, as a vector has them. */
      static ACTIVATION_CLONES void gradient_loop(
          const float *x, const float *dy, float *dx\(outputs), size_t n\(list)) {
        enum { \(tile) = 64, \(width) = 8 };
      \(lines { "  double \($0)_parts[\(tile)], \($0)_sums[\(width)] = {0};" })
        size_t \(start), \(i), \(k);
        for (\(start) = 0; \(start) < n; \(start) += \(tile)) {
          size_t \(count) = n - \(start) < \(tile) ? n - \(start) : \(tile);
          for (\(i) = \(count); \(i) < \(tile); \(i)++) \(learned.map { "\($0)_parts[\(i)] = " }.joined())0;
          ACTIVATION_LOOP
          for (\(i) = 0; \(i) < \(count); \(i)++) {
            float \(at) = x[\(start) + \(i)], \(slope) = dy[\(start) + \(i)];
      \(lines { "      \($0)_parts[\(i)] = (double)\(slope) * narrow_\($0)_partial(\(at)\(tail));" })
            dx[\(start) + \(i)] = \(slope) * float_derivative(\(at)\(tail));
          }
          for (\(i) = 0; \(i) < \(tile); \(i) += \(width)) {
            for (\(k) = 0; \(k) < \(width); \(k)++) {
      \(lines { "        \($0)_sums[\(k)] += \($0)_parts[\(i) + \(k)];" })
            }
          }
        }
        for (\(k) = 1; \(k) < \(width); \(k)++) {
      \(lines { "    \($0)_sums[0] += \($0)_sums[\(k)];" })
        }
      \(lines { "  *d\($0) += (float)\($0)_sums[0];" })
      }
      ACTIVATION_GRADIENT_ARRAY(\(name), float,
                                (const float *x, const float *dy, float *dx\(outputs),
                                 size_t n\(list))) {
        gradient_loop(x, dy, dx\(given), n\(tail));
      }
      """
  }
}
