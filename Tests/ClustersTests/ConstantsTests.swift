import CMessagePassing
import Foundation
import Testing

/// What was taken from the standard's headers, compared with them where they are installed.
struct ConstantsTests {
  /// Whether the compiler finds the header: Debian has the one in another package than the other.
  static func hasHeader(_ compiler: String) -> Bool {
    let run = try? run("/usr/bin/\(compiler)", ["-E", "-include", "mpi.h", "-x", "c", "/dev/null"])
    return run?.status == 0
  }

  @Test(.enabled(if: hasHeader("mpicc.openmpi"), "needs libopenmpi-dev"))
  func openMPI() throws { try compare(HILLOCK_OPEN_MPI, compiler: "mpicc.openmpi") }

  @Test(.enabled(if: hasHeader("mpicc.mpich"), "needs libmpich-dev"))
  func mpich() throws { try compare(HILLOCK_MPICH, compiler: "mpicc.mpich") }

  private func compare(_ kind: hillock_mpi_kind, compiler: String) throws {
    var constants = [hillock_mpi_constant](repeating: hillock_mpi_constant(), count: 16)
    let count = hillock_mpi_constants(kind, &constants, constants.count)
    #expect(count >= 3 && count <= constants.count)
    let source = """
      #include <mpi.h>
      #include <stdio.h>
      #define CHECK(name, value) if ((long)(name) != (value)) printf("%s is %ld\\n", #name, (long)(name))
      int main(void) {
        \(constants[..<count].map { "CHECK(\(String(cString: $0.name)), \($0.value)L);" }
          .joined(separator: "\n  "))
        if (MPI_MAX_ERROR_STRING > 512) puts("MPI_MAX_ERROR_STRING");
        if (MPI_MAX_LIBRARY_VERSION_STRING > 8192) puts("MPI_MAX_LIBRARY_VERSION_STRING");
        if (sizeof(MPI_Request) > sizeof(void *)) puts("MPI_Request");
        int (*send)(const void *, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request *) = MPI_Isend;
        int (*receive)(void *, int, MPI_Datatype, int, int, MPI_Comm, MPI_Request *) = MPI_Irecv;
        int (*test)(MPI_Request *, int *, MPI_Status *) = MPI_Test;
        return !send || !receive || !test;
      }
      """
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "hillock-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = directory.appending(path: "constants.c")
    try source.write(to: file, atomically: false, encoding: .utf8)
    let program = directory.appending(path: "constants")
    let compiled = try Self.run(
      "/usr/bin/\(compiler)",
      ["-o", program.path(percentEncoded: false), file.path(percentEncoded: false)])
    #expect(compiled.status == 0, "\(compiled.output)")
    let found = try Self.run(program.path(percentEncoded: false), [])
    #expect(found.status == 0 && found.output.isEmpty, "\(found.output)")
  }

  private static func run(
    _ path: String, _ arguments: [String]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
