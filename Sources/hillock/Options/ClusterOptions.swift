import ArgumentParser
import Clusters

/// How a command works together with the processes that `mpirun` or `srun` started with it.
struct ClusterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which MPI to use, openmpi or mpich; that which started the process unless given.",
      valueName: "name"))
  var mpi: MPI?

  @Option(
    help: ArgumentHelp(
      "How long to wait for a rank that gives no sign of life: 90s, 5min.", valueName: "time"))
  var deadline = TimeArgument(seconds: 300)

  func validate() throws {
    if deadline.seconds == 0 { throw ValidationError("--deadline must be above 0.") }
  }

  /// Joins the other processes, and says who is there; nil where there are none.
  func join() throws -> Cluster? {
    guard let cluster = try Ranks.join(mpi, deadline: .seconds(deadline.seconds)) else {
      return nil
    }
    let threads = cluster.threads == 1 ? "one thread" : "\(cluster.threads) threads"
    StandardError.line(
      "hillock: \(cluster.description), \(threads) each; \(cluster.communicator.version)")
    if cluster.isBound {
      StandardError.line(
        "hillock: warning: each rank is bound to one core, although there are more; mpirun "
          + "--bind-to none lets it use them")
    }
    return cluster
  }
}

extension MPI: ExpressibleByArgument {}

/// `90s`, `5min`
struct TimeArgument: ExpressibleByArgument {
  let seconds: Double

  init(seconds: Double) { self.seconds = seconds }

  init?(argument: String) {
    func number(_ suffix: String) -> Double? {
      guard argument.hasSuffix(suffix), let number = Double(argument.dropLast(suffix.count)),
        number >= 0, number <= 1e9
      else { return nil }
      return number
    }
    if let number = number("min") {
      seconds = 60 * number
    } else if let number = number("s") {
      seconds = number
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "\(Int(seconds))s" }
}
