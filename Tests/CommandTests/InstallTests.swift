import Foundation
import Testing

/// `make install-files`, with the command that is built already and one plugin.
@Suite struct InstallTests {
  /// Without DESTDIR, where the program is to be used.
  @Test func aPrefixOfOnesOwnIsEnough() throws {
    let workspace = try Workspace()
    let run = try workspace.shell(
      """
      set -e
      make -s -C '\(Fixtures.package.path(percentEncoded: false))' install-files \
      HILLOCK='\(CommandRun.executable)' PLUGINS=Plugins/tanh.c PREFIX="$PWD/opt" >&2
      PATH="$PWD/opt/bin:$PATH"; MANPATH="$PWD/opt/share/man"; export MANPATH
      hillock eval tanh 1 --plugins opt/lib/hillock/plugins
      hillock help columns | head -n 1
      ! command -v man >/dev/null || test -n "$(man -w hillock)"
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("0.76159") && run.output.contains("# What is done"))
  }

  @Test func theProgramItsHeadersPluginsAndManualAreInstalled() throws {
    let workspace = try Workspace()
    let package = Fixtures.package.path(percentEncoded: false)
    let run = try workspace.shell(
      """
      set -e
      make -s -C '\(package)' install-files HILLOCK='\(CommandRun.executable)' \
      PLUGINS=Plugins/relu.c DESTDIR="$PWD" PREFIX=/usr >&2
      cc -shared -fPIC -I usr/include/hillock '\(package)/Plugins/square.c' -o square.so -lm
      test -s usr/share/doc/hillock/README.md && test -s usr/share/doc/hillock/Columns.md
      grep -q hillock usr/share/bash-completion/completions/hillock
      grep -q hillock usr/share/zsh/site-functions/_hillock
      grep -qF -- '\\-\\-activation' usr/share/man/man1/hillock.1
      ! command -v man >/dev/null || man --warnings -l usr/share/man/man1/hillock.1 >/dev/null
      ./usr/bin/hillock --version
      ./usr/bin/hillock eval relu 2.5 --plugins usr/lib/hillock/plugins
      ./usr/bin/hillock eval square 3 --plugins square.so
      """)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("1.0.0") && run.output.contains("2.5"), "\(run.output)")
  }
}
