import Foundation
import Testing

/// What the compilers of other languages make of a plugin, each in its usual way of building; a
/// language whose compiler is not there is skipped, and listed as such.
@Suite struct ToolchainTests {
  /// A way of building: what must be installed, the source's name and text, and the command.
  struct Toolchain: CustomTestStringConvertible, Sendable {
    let name: String
    let tool: String
    let file: String
    let source: String
    let command: String
    /// How many threads may call it: 0 for as many as there are cores.
    var threads = 0

    var testDescription: String { name }

    var isThere: Bool {
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)")
      }
    }
  }

  private static let c = """
    double activation_value(double x) { return x * x; }
    double activation_derivative(double x) { return 2 * x; }
    """
  private static let d = """
    extern (C) double activation_value(double x) { return x * x; }
    extern (C) double activation_derivative(double x) { return 2 * x; }
    """

  static let all = [
    Toolchain(
      name: "C, gcc", tool: "gcc", file: "square.c", source: c,
      command: "gcc -O2 -shared -fPIC square.c -o plugins/square.so"),
    Toolchain(
      name: "C, clang", tool: "clang", file: "square.c", source: c,
      command: "clang -O2 -shared -fPIC square.c -o plugins/square.so"),
    Toolchain(
      name: "C, tcc", tool: "tcc", file: "square.c", source: c,
      command: "tcc -shared square.c -o plugins/square.so"),
    Toolchain(
      name: "C, gold", tool: "ld.gold", file: "square.c", source: c,
      command: "gcc -fuse-ld=gold -shared -fPIC square.c -o plugins/square.so"),
    Toolchain(
      name: "C, lld", tool: "ld.lld", file: "square.c", source: c,
      command: "clang -fuse-ld=lld -shared -fPIC square.c -o plugins/square.so"),
    Toolchain(
      name: "C, mold", tool: "mold", file: "square.c", source: c,
      command: "mold -run gcc -shared -fPIC square.c -o plugins/square.so"),
    Toolchain(
      name: "C++", tool: "g++", file: "square.cpp",
      source: """
        extern "C" double activation_value(double x) { return x * x; }
        extern "C" double activation_derivative(double x) { return 2 * x; }
        """, command: "g++ -O2 -shared -fPIC square.cpp -o plugins/square.so"),
    Toolchain(
      name: "Fortran", tool: "gfortran", file: "square.f90",
      source: """
        function activation_value(x) bind(c) result(y)
          use iso_c_binding
          real(c_double), value :: x
          real(c_double) :: y
          y = x * x
        end function
        function activation_derivative(x) bind(c) result(y)
          use iso_c_binding
          real(c_double), value :: x
          real(c_double) :: y
          y = 2 * x
        end function
        """, command: "gfortran -O2 -shared -fPIC square.f90 -o plugins/square.so"),
    Toolchain(
      name: "Rust", tool: "rustc", file: "square.rs",
      source: """
        #[no_mangle] pub extern "C" fn activation_value(x: f64) -> f64 { x * x }
        #[no_mangle] pub extern "C" fn activation_derivative(x: f64) -> f64 { 2.0 * x }
        """, command: "rustc --crate-type cdylib -O square.rs -o plugins/square.so"),
    Toolchain(
      name: "Zig", tool: "zig", file: "square.zig",
      source: """
        export fn activation_value(x: f64) f64 { return x * x; }
        export fn activation_derivative(x: f64) f64 { return 2 * x; }
        """,
      command: "zig build-lib -dynamic -O ReleaseFast square.zig -femit-bin=plugins/square.so"),
    Toolchain(
      name: "Go", tool: "go", file: "square.go",
      source: """
        package main
        import "C"
        //export activation_value
        func activation_value(x C.double) C.double { return x * x }
        //export activation_derivative
        func activation_derivative(x C.double) C.double { return 2 * x }
        func main() {}
        """,
      command: "GO111MODULE=off GOCACHE=$PWD/cache go build -buildmode=c-shared "
        + "-o plugins/square.so square.go"),
    Toolchain(
      name: "Ada", tool: "gnatmake", file: "square.adb",
      source: """
        package body Square is
          function Value (X : double) return double is begin return X * X; end Value;
          function Derivative (X : double) return double is begin return 2.0 * X; end Derivative;
        end Square;
        """,
      command: """
        printf '%s\\n' 'with Interfaces.C; use Interfaces.C;' 'package Square is' \
        'function Value (X : double) return double with Export, Convention => C, External_Name => "activation_value";' \
        'function Derivative (X : double) return double with Export, Convention => C, External_Name => "activation_derivative";' \
        'end Square;' > square.ads && gcc -O2 -c -fPIC square.adb && gcc -shared square.o -o plugins/square.so
        """),
    Toolchain(
      name: "D, gdc", tool: "gdc", file: "square.d", source: d,
      command: "gdc -O2 -shared -fPIC square.d -o plugins/square.so"),
    Toolchain(
      name: "D, ldc", tool: "ldc2", file: "square.d", source: d,
      command: "ldc2 -O2 -shared -betterC square.d -of=plugins/square.so"),
    Toolchain(
      name: "Nim", tool: "nim", file: "square.nim",
      source: """
        proc activation_value(x: cdouble): cdouble {.exportc, dynlib, cdecl.} = x * x
        proc activation_derivative(x: cdouble): cdouble {.exportc, dynlib, cdecl.} = 2 * x
        """,
      command: "nim c --app:lib -d:release --nimcache:cache --out:plugins/square.so square.nim"),
    Toolchain(
      name: "Free Pascal", tool: "fpc", file: "square.pas",
      source: """
        library square;
        function activation_value(x: double): double; cdecl; begin activation_value := x * x; end;
        function activation_derivative(x: double): double; cdecl;
        begin activation_derivative := 2 * x; end;
        exports activation_value, activation_derivative;
        end.
        """, command: "fpc -O2 -Cg square.pas -oplugins/square.so"),
    Toolchain(
      name: "Vala", tool: "valac", file: "square.vala",
      source: """
        [CCode (cname = "activation_value")] public double value(double x) { return x * x; }
        [CCode (cname = "activation_derivative")] public double derivative(double x) { return 2 * x; }
        """,
      command:
        "valac --library=square -H square.h -X -shared -X -fPIC -o plugins/square.so square.vala"),
    Toolchain(
      name: "Swift", tool: "swiftc", file: "square.swift",
      source: """
        @_cdecl("activation_value") public func value(_ x: Double) -> Double { x * x }
        @_cdecl("activation_derivative") public func derivative(_ x: Double) -> Double { 2 * x }
        """,
      command: "swiftc -O -emit-library square.swift -o plugins/square.so"),
    // Its runtime may be entered by one thread only.
    Toolchain(
      name: "OCaml", tool: "ocamlopt", file: "square.ml",
      source: """
        let () = Callback.register "value" (fun (x : float) -> x *. x)
        let () = Callback.register "derivative" (fun (x : float) -> 2. *. x)
        """,
      command: """
        printf '%s\\n' '#include <caml/alloc.h>' '#include <caml/callback.h>' '#include <caml/mlvalues.h>' \
        '__attribute__((constructor)) static void begin(void)' \
        '{ static char *a[] = {"square", 0}; caml_startup(a); }' \
        '#define CALL(f) Double_val(caml_callback(*caml_named_value(f), caml_copy_double(x)))' \
        'double activation_value(double x) { return CALL("value"); }' \
        'double activation_derivative(double x) { return CALL("derivative"); }' > begin.c \
        && ocamlopt -output-complete-obj -runtime-variant _pic -ccopt -shared -ccopt -fPIC \
        -o plugins/square.so square.ml begin.c
        """, threads: 1),
    Toolchain(
      name: "Haskell", tool: "ghc", file: "Square.hs",
      source: """
        {-# LANGUAGE ForeignFunctionInterface #-}
        module Square where
        import Foreign.C.Types
        foreign export ccall activation_value :: CDouble -> CDouble
        foreign export ccall activation_derivative :: CDouble -> CDouble
        activation_value x = x * x
        activation_derivative x = 2 * x
        """,
      command: """
        printf '%s\\n' '#include "HsFFI.h"' '__attribute__((constructor)) static void begin(void)' \
        '{ static char *a[] = {"square", 0}, **v = a; static int n = 1; hs_init(&n, &v); }' > begin.c \
        && ghc -O -dynamic -shared -fPIC Square.hs begin.c -o plugins/square.so \
        -lHSrts-ghc$(ghc --numeric-version)
        """),
  ]

  @Test(arguments: all)
  func aPluginOfTheUsualBuildComputes(toolchain: Toolchain) throws {
    guard toolchain.isThere else { try Test.cancel("there is no \(toolchain.tool)") }
    let workspace = try Workspace()
    try workspace.write(toolchain.file, toolchain.source)
    let build = try workspace.shell("mkdir -p plugins && \(toolchain.command)")
    #expect(build.status == 0, "\(build.errors)\(build.output)")
    let run = try workspace.hillock(
      "eval", "square", "3", "--format", "json", "--plugins", "plugins")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("9"), "\(run.output)")
    // Whatever its runtime took, Ctrl-C still saves.
    let train = try workspace.shell(
      "'\(CommandRun.executable)' train '\(Fixtures.digits)' --activation square --hidden 8 "
        + "--learning-rate 1e-5 --epochs 100000000 --output model.safetensors --plugins plugins "
        + "--threads \(toolchain.threads) --verbose 2>told & "
        + "until grep -q 'epoch 2/' told || ! kill -0 $!; do sleep 0.1; done; "
        + "kill -INT $!; wait $!; tail -n 1 told >&2")
    #expect(train.errors.contains("what was learned is saved"), "\(train.errors)")
  }

  @Test(arguments: [
    (
      "g++", "x.cpp",
      "double activation_value(double x) { return x; }\ndouble activation_derivative(double x) { return 1; }",
      "g++ -shared -fPIC x.cpp -o plugins/x.so", "declare the function extern \"C\""
    ),
    (
      "gfortran", "x.f90",
      "double precision function activation_value(x)\ndouble precision x\nactivation_value = x\nend function",
      "gfortran -shared -fPIC x.f90 -o plugins/x.so", "bind(c, name=\"activation_value\")"
    ),
    (
      "rustc", "x.rs",
      "#[no_mangle] pub static activation_info: &str = \"x.version: 1.0.0\";",
      "rustc --crate-type cdylib x.rs -o plugins/x.so", "in Rust static activation_info: [u8; N]"
    ),
    (
      "gcc", "x.c",
      "float activation_value(float x) { return x > 0 ? x : x / 4; }\nfloat activation_derivative(float x) { return x > 0 ? 1 : .25f; }",
      "gcc -O2 -shared -fPIC x.c -o plugins/x.so", "or the name activation_valuef"
    ),
    (
      "gcc", "x.c", c, "gcc -shared -fPIC -Wl,-z,nodlopen x.c -o plugins/x.so",
      "without -z nodlopen"
    ),
    ("musl-gcc", "x.c", c, "musl-gcc -shared -fPIC x.c -o plugins/x.so", "musl"),
    (
      "gdc", "x.d", "double activation_value(double x) { return x; }",
      "gdc -shared -fPIC x.d -o plugins/x.so", "declare the function extern (C)"
    ),
    (
      "gdc", "x.d", "extern (C) __gshared string activation_info = \"x.version: 1.0.0\";",
      "gdc -shared -fPIC x.d -o plugins/x.so", "in D "
    ),
    // A C library that is newer than any: the version that the plugin asks for is not there.
    (
      "gcc", "x.c",
      "double newer(void);\ndouble activation_value(double x) { return x + newer(); }\ndouble activation_derivative(double x) { return 1; }",
      "echo 'GLIBC_9.99 { global: newer; };' > new.map && echo 'double newer(void) { return 0; }' > new.c "
        + "&& gcc -shared -fPIC -Wl,-soname,libc.so.6 -Wl,--version-script=new.map new.c -o libnew.so "
        + "&& gcc -shared -fPIC x.c ./libnew.so -o plugins/x.so",
      "this system's glibc or an older one"
    ),
    (
      "gcc", "x.c",
      "double nowhere(double);\ndouble activation_value(double x) { return nowhere(x); }\ndouble activation_derivative(double x) { return 1; }",
      "gcc -shared -fPIC x.c -o plugins/x.so", "-Wl,-z,defs finds them"
    ),
    (
      "gcc", "x.c",
      "static __thread char big[100000] __attribute__((tls_model(\"initial-exec\")));\ndouble activation_value(double x) { return x + big[(int)x]; }\ndouble activation_derivative(double x) { return 1; }",
      "gcc -shared -fPIC x.c -o plugins/x.so", "-ftls-model=initial-exec"
    ),
    (
      "gcc", "x.c", c,
      "gcc -shared -fPIC -Wl,-soname,libc.musl-x86_64.so.1 -o libc.musl-x86_64.so.1 x.c && "
        + "gcc -shared -fPIC x.c -Wl,--no-as-needed ./libc.musl-x86_64.so.1 -o plugins/x.so", "musl"
    ),
  ])
  func whatGoesWrongIsSaidSoThatItCanBeMended(
    tool: String, file: String, source: String, command: String, words: String
  ) throws {
    guard Toolchain(name: tool, tool: tool, file: "", source: "", command: "").isThere else {
      try Test.cancel("there is no \(tool)")
    }
    let workspace = try Workspace()
    try workspace.write(file, source)
    let build = try workspace.shell("mkdir -p plugins && \(command)")
    #expect(build.status == 0, "\(build.errors)")
    let run = try workspace.hillock("eval", "x", "1", "--plugins", "plugins")
    #expect(run.status == 1)
    #expect(run.errors.contains(words), "\(run.errors)")
  }

  /// Options under which the header's functions would be other functions.
  @Test(arguments: ["-ffast-math", "-Ofast", "-mfpmath=387"])
  func theHeaderRefusesToBeOtherFunctions(option: String) throws {
    let workspace = try Workspace()
    let headers = Fixtures.package.appending(path: "Sources/CActivation/include").path(
      percentEncoded: false)
    let run = try workspace.shell(
      "gcc \(option) -fsyntax-only '-I\(headers)' "
        + "'\(Fixtures.package.appending(path: "Plugins/exponential.c").path(percentEncoded: false))'"
    )
    #if arch(x86_64)
      #expect(run.status != 0)
      #expect(run.errors.contains("activation_math.h computes nonsense"), "\(run.errors)")
    #endif
  }

  @Test func aBuildThatIsNoPluginFails() throws {
    let workspace = try Workspace()
    try workspace.write("x.c", "double activation_valu(double x) { return x; }")
    let run = try workspace.hillock("build", "x.c", "-o", "plugins")
    #expect(run.status == 1)
    #expect(run.errors.contains("is a library, but no plugin"), "\(run.errors)")
    try workspace.write(
      "y.cpp",
      "double activation_value(double x) { return x; }\ndouble activation_derivative(double x) { return 1; }"
    )
    let mangled = try workspace.hillock("build", "y.cpp", "-o", "plugins")
    #expect(mangled.status == 1 && mangled.errors.contains("extern \"C\""), "\(mangled.errors)")
  }
}
