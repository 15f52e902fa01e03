import Testing

import Activations
