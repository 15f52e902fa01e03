import Testing

import ActivationHost
