import CKernels
import Datasets

extension RandomStream {
  /// The stream from here on, as the C kernels draw from it.
  var kernelStream: hillock_stream { hillock_stream(state: state, gamma: gamma) }
}
