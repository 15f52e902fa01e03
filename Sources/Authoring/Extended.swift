#if arch(x86_64)
  /// The widest format that the processor computes in: what `long double` is to C.
  typealias Extended = Float80
#else
  /// Where no wider format is at hand, `double`.
  typealias Extended = Double
#endif
