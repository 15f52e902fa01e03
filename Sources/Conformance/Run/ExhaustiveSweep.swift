import ActivationHost
import Activations
import CProbe
import Dispatch
import Synchronization

/// A function of float at all 2^32 of them, or at a shard's part.
///
/// The floats are taken in ascending order of their bits, sign by sign, in blocks that lie within
/// one polynomial of the ``FloatApproximation``; each block is called, compared by a vectorized
/// loop, and only what exceeds the promise, or the worst error so far, goes to MPFR. Pieces that no
/// polynomial fits are sampled, and the coverage says how much that leaves out.
struct ExhaustiveSweep {
  let examination: Examination
  let check: String
  let function: FunctionDeclaration
  let judge: SweepJudge

  init(
    _ examination: Examination, _ check: String, _ function: FunctionDeclaration,
    _ judge: SweepJudge
  ) {
    self.examination = examination
    self.check = check
    self.function = function
    self.judge = judge
  }

  struct Outcome: Sendable {
    var worst: WorstError?
    var failures: [Evidence] = []
    var coverage = ""
  }
}

extension ExhaustiveSweep {
  func run() throws(ProbeFailure) -> Outcome { Outcome() }
}
