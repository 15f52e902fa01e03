import Foundation
import Testing

/// softsign in other languages than C, each with one `activation_info` symbol: listed, evaluated,
/// trained and predicted with as any other.
@Suite struct LanguageTests {
  static func isInstalled(_ compiler: String) -> Bool {
    (try? Workspace().shell("\(compiler) --version"))?.status == 0
  }

  func check(_ source: String, _ file: String, _ compile: String) throws {
    let workspace = try Workspace()
    try workspace.write(file, source)
    let build = try workspace.shell("mkdir plugins && \(compile) -o plugins/soft.so")
    try #require(build.status == 0, "\(build.errors)")
    let list = try workspace.hillock("list", "--plugins", "plugins")
    #expect(list.output.contains("soft") && list.output.contains("0.3.0"))
    let eval = try workspace.hillock("eval", "soft", "-3", "1", "--plugins", "plugins")
    let rows = eval.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    #expect(rows == [[-3, -0.75, 0.0625], [1, 0.5, 0.25]], "\(eval.errors)")
    let summary = try TrainTests.digits(
      ["--activation", "soft", "--plugins", "plugins", "--output", "model.safetensors"],
      in: workspace)
    #expect(summary.test_accuracy > 0.87)
    try TrainTests.checkReload(accuracy: summary.test_accuracy, in: workspace)
  }

  @Test(.enabled(if: isInstalled("rustc"), "needs rustc"))
  func rust() throws {
    try check(
      """
      const TEXT: &[u8] = b"soft.abi: 1\\nsoft.version: 0.3.0\\nsoft.summary: softsign\\n\\
      soft.value: double soft_value(double x)\\n\\
      soft.derivative: double soft_derivative(double x)\\n";
      #[no_mangle] pub static activation_info: [u8; TEXT.len()] = {
        let mut bytes = [0; TEXT.len()];
        let mut i = 0;
        while i < bytes.len() { bytes[i] = TEXT[i]; i += 1; }
        bytes
      };
      #[no_mangle] pub extern "C" fn soft_value(x: f64) -> f64 { x / (1.0 + x.abs()) }
      #[no_mangle] pub extern "C" fn soft_derivative(x: f64) -> f64 {
        1.0 / ((1.0 + x.abs()) * (1.0 + x.abs()))
      }
      """, "soft.rs", "rustc --crate-type=cdylib -O -A warnings soft.rs")
  }

  @Test(.enabled(if: isInstalled("g++"), "needs g++"))
  func cxx() throws {
    try check(
      """
      #include <cmath>
      extern "C" {
      extern const char activation_info[];
      const char activation_info[] = R"(
        soft.abi: 1
        soft.version: 0.3.0
        soft.summary: softsign
        soft.value: double soft_value(double x)
        soft.derivative: double soft_derivative(double x)
      )";
      double soft_value(double x) { return x / (1 + std::abs(x)); }
      double soft_derivative(double x) { return 1 / ((1 + std::abs(x)) * (1 + std::abs(x))); }
      }
      """, "soft.cpp", "g++ -O2 -shared -fPIC soft.cpp")
  }

  @Test(.enabled(if: isInstalled("gfortran"), "needs gfortran"))
  func fortran() throws {
    try check(
      """
      module soft
        use iso_c_binding
        character(kind=c_char), bind(c, name="activation_info") :: info(200) = transfer( &
          "soft.abi: 1" // new_line("a") // "soft.version: 0.3.0" // new_line("a") // &
          "soft.summary: softsign" // new_line("a") // &
          "soft.value: double soft_value(double x)" // new_line("a") // &
          "soft.derivative: double soft_derivative(double x)" // new_line("a") // &
          repeat(" ", 56), [character(kind=c_char) :: "a"], 200)
      contains
        real(c_double) function value(x) bind(c, name="soft_value")
          real(c_double), value :: x
          value = x / (1 + abs(x))
        end function
        real(c_double) function derivative(x) bind(c, name="soft_derivative")
          real(c_double), value :: x
          derivative = 1 / ((1 + abs(x)) * (1 + abs(x)))
        end function
      end module
      """, "soft.f90", "gfortran -O2 -shared -fPIC soft.f90")
  }
}
