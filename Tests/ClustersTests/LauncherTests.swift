import Clusters
import Testing

/// Who started a process, by its environment.
struct LauncherTests {
  @Test func aloneWithoutALauncher() throws {
    #expect(try Launcher.find(in: ["HOME": "/root"], wanted: nil) == nil)
    // A batch script's own environment: one process, although there are more tasks.
    let script = ["SLURM_PROCID": "0", "SLURM_NTASKS": "4", "SLURM_JOB_ID": "7"]
    #expect(try Launcher.find(in: script, wanted: nil) == nil)
    let step = ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1", "SLURM_PROCID": "0"]
    #expect(try Launcher.find(in: step, wanted: nil) == nil)
  }

  @Test func byWhatLaunchersLeave() throws {
    let open = ["OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_RANK": "3"]
    #expect(
      try Launcher.find(in: open, wanted: nil)
        == Launcher(implementation: .openmpi, size: 4, rank: 3))
    let hydra = ["PMI_SIZE": "2", "PMI_RANK": "0"]
    #expect(
      try Launcher.find(in: hydra, wanted: nil)
        == Launcher(implementation: .mpich, size: 2, rank: 0))
    let slurm = ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "3", "SLURM_PROCID": "1"]
    #expect(
      try Launcher.find(in: slurm.merging(["PMIX_RANK": "1"]) { $1 }, wanted: nil)
        == Launcher(implementation: .openmpi, size: 3, rank: 1))
    #expect(
      try Launcher.find(in: slurm, wanted: .mpich)
        == Launcher(implementation: .mpich, size: 3, rank: 1))
    #expect(
      try Launcher.find(in: [:], wanted: .mpich)
        == Launcher(implementation: .mpich, size: nil, rank: nil))
    #expect(
      try Launcher.find(in: open.merging(hydra) { $1 }, wanted: .openmpi)
        == Launcher(implementation: .openmpi, size: 4, rank: 3))
  }

  @Test(arguments: [
    (["OMPI_COMM_WORLD_SIZE": "4"], MPI.mpich, "mpirun.mpich"),
    (["PMI_SIZE": "4"], .openmpi, "mpirun.openmpi"),
    (["PMI_SIZE": "4", "OMPI_COMM_WORLD_SIZE": "4"], nil, "--mpi"),
    (["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "3"], nil, "--mpi=pmix"),
  ])
  func whatCannotBeTold(variables: [String: String], wanted: MPI?, advice: String) throws {
    let error = #expect(throws: ClusterError.self) {
      try Launcher.find(in: variables, wanted: wanted)
    }
    #expect(error?.code == .launch)
    #expect(error?.message.contains(advice) == true)
  }
}
