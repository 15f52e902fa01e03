/// Plugins that several tests compile.
enum Sources {
  /// The smallest plugin.
  static let bare = """
    double activation_value(double x) { return 2 * x; }
    double activation_derivative(double x) { (void)x; return 2; }

    """

  /// A described one, `twice`.
  static let described = """
    #include <activation.h>
    ACTIVATION(twice, "1.0.0", "2x")
    ACTIVATION_VALUE(twice, double, (double x)) { return 2 * x; }
    ACTIVATION_DERIVATIVE(twice, double, (double x)) { (void)x; return 2; }

    """
}
