import Testing

import Conformance
