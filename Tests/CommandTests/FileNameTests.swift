import Foundation
import Testing

/// File names are bytes: those that are no UTF-8 are read, written and told of like any other.
@Suite struct FileNameTests {
  @Test func everyCommandTakesNamesThatAreNoUTF8() throws {
    let workspace = try Workspace()
    let run = try workspace.shell(
      #"""
      set -e
      hillock='\#(CommandRun.executable)'
      here=$'caf\xe9 \xff'; mkdir "$here"
      mkdir "$here"/$'plug\xe9s'
      cp '\#(Fixtures.digits)' "$here"/$'data\xe9.csv'
      cp '\#(Fixtures.plugins)/gelu.so' "$here"/$'plug\xe9s'/$'lib\xe9.so'
      where=(--plugins "$here"/$'plug\xe9s') name=gelu
      "$hillock" train "$here"/$'data\xe9.csv' --activation "$name" --hidden 4 --epochs 2 \
        --checkpoint-every 1 --output "$here"/$'m\xe9.safetensors' "${where[@]}" 2>told
      "$hillock" evaluate "$here"/$'m\xe9.safetensors' "$here"/$'data\xe9.csv' "${where[@]}"
      "$hillock" predict "$here"/$'m\xe9.safetensors' "$here"/$'data\xe9.csv' \
        --output "$here"/$'p\xe9.csv' "${where[@]}"
      "$hillock" plot "$name" --output "$here"/$'p\xe9.svg' "${where[@]}"
      "$hillock" lock "$name" --output "$here"/$'l\xe9.lock' "${where[@]}"
      "$hillock" eval "$name" 0 --isolate "${where[@]}" | grep 0.5
      HILLOCK_PLUGIN_PATH="$PWD/$here"/$'plug\xe9s' "$hillock" eval "$name" 0 | grep 0.5
      # A link whose target is not there yet is followed to that very name.
      ln -s "$here"/$'far\xe9.csv' near.csv
      "$hillock" predict "$here"/$'m\xe9.safetensors' "$here"/$'data\xe9.csv' -o near.csv "${where[@]}"
      cd "$here"
      for file in $'m\xe9.safetensors' $'p\xe9.csv' $'p\xe9.svg' $'l\xe9.lock' $'far\xe9.csv'; do
        [ -s "$file" ]
      done
      [ $(ls | wc -l) = 7 ]
      """#)
    #expect(run.status == 0, "\(run.errors)\(run.output)")
  }

  @Test func whatIsSaidOfThemCanBeShown() throws {
    let workspace = try Workspace()
    let run = try workspace.shell(
      #"""
      '\#(CommandRun.executable)' train $'no\xe9.csv' --activation gelu --plugins '\#(Fixtures.plugins)'
      '\#(CommandRun.executable)' list --plugins $'no\xe9'
      mkdir $'no\xe9'; echo none > $'no\xe9'/$'x\xff.so'
      mkdir bare
      echo 'double activation_value(double x) { return x; }
        double activation_derivative(double x) { return 1; }' > bare.c
      cc -shared -fPIC bare.c -o bare/$'y\xff.so'
      '\#(CommandRun.executable)' conform bare --level quick
      '\#(CommandRun.executable)' list --plugins $'no\xe9'
      """#)
    let said = run.errors + run.output
    for text in ["no\\xE9.csv", "no\\xE9: ", "no\\xE9/x\\xFF.so: ", "\ny\\xFF\n"] {
      #expect(said.contains(text), "\(said)")
    }
    #expect(said.unicodeScalars.allSatisfy { $0.value < 0x10FF00 && $0.value != 0xFFFD })
  }
}
