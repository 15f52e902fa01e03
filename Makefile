# Thin by design: set-up and one line a job. CONFIGURATION=debug for a quicker build.
CONFIGURATION ?= release
SWIFT_BUILD = swift build -c $(CONFIGURATION)
HILLOCK = .build/$(CONFIGURATION)/hillock
PACKAGES = libffi-dev libssl-dev libcairo2-dev libdnnl-dev libopenblas-dev libmpfr-dev zlib1g-dev \
  libzstd-dev pkg-config
# An MPI is opened at run time, where hillock is started by one: only tests need it.
PACKAGES += openmpi-bin
# What only tests use, a browser for the playground's page and the headers of both MPIs among it;
# where one cannot be had, its tests are skipped and say so.
TOOLS = mpich libmpich-dev libopenmpi-dev munge slurm-wlm minisign chromium chromium-driver

# What `make install` writes: the program, what authors include, plugins, completions and the manual.
PREFIX ?= /usr/local
PLUGINS = $(wildcard Plugins/*.c)
INSTALLED = $(DESTDIR)$(PREFIX)

.PHONY: demo test build docs library python install install-files setup tools clean

demo: build
	$(HILLOCK) demo

# Tests see public and package names only: in release they link the very modules that users run.
# Their files lie in one temporary directory, and go with it. The build is made before: SwiftPM's lock
# lies in TMPDIR.
test: build tools
	$(SWIFT_BUILD) --build-tests
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT INT TERM && export TMPDIR="$$folder" && \
	  swift test -c $(CONFIGURATION) --disable-testable-imports --skip-build

build: setup
	$(SWIFT_BUILD)

# libhillock.so, for programs in C and for Python: all that it needs is within.
library: build
	Sources/HillockC/link.sh .build/$(CONFIGURATION)

# The Python wheel, with the catalogue's plugins.
python: library
	$(HILLOCK) build Plugins/*.c -o .build/$(CONFIGURATION)/wheel-plugins >/dev/null
	python3 Sources/Python/wheel.py .build/$(CONFIGURATION)/library/libhillock.so \
	  .build/$(CONFIGURATION)/wheel-plugins .build/wheels

DOCUMENTATION = .build/documentation
# The articles as pages for a browser, by the docc of the Swift toolchain.
docs:
	$(dir $(realpath $(shell command -v swift)))docc convert Sources/Documentation.docc \
	  --fallback-display-name Hillock --fallback-bundle-identifier hillock \
	  --output-path $(DOCUMENTATION)

install: build install-files

# Without a build before it.
install-files:
	install -D -t $(INSTALLED)/bin $(HILLOCK)
	install -D -m 644 -t $(INSTALLED)/include/hillock Sources/CActivation/include/*.h
	install -D -m 644 -t $(INSTALLED)/share/doc/hillock README.md LICENSE Sources/Documentation.docc/*.md
	mkdir -p $(INSTALLED)/lib/hillock/plugins $(INSTALLED)/share/man/man1 \
	  $(INSTALLED)/share/bash-completion/completions $(INSTALLED)/share/zsh/site-functions \
	  $(INSTALLED)/share/fish/vendor_completions.d
	$(HILLOCK) build $(PLUGINS) -o $(INSTALLED)/lib/hillock/plugins
	$(HILLOCK) manual --man > $(INSTALLED)/share/man/man1/hillock.1
	$(HILLOCK) --generate-completion-script bash > $(INSTALLED)/share/bash-completion/completions/hillock
	$(HILLOCK) --generate-completion-script zsh > $(INSTALLED)/share/zsh/site-functions/_hillock
	$(HILLOCK) --generate-completion-script fish > $(INSTALLED)/share/fish/vendor_completions.d/hillock.fish

AS_ROOT = $$([ "$$(id -u)" = 0 ] || echo sudo)
APT = $(AS_ROOT) env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends

# The system packages, through apt, only where one is missing.
setup:
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || { $(APT) update && $(APT) install $(PACKAGES); }

# One by one, so that none takes another along.
tools:
	@dpkg -s $(TOOLS) >/dev/null 2>&1 || { \
	  $(APT) update; \
	  for tool in $(TOOLS); do \
	    dpkg -s $$tool >/dev/null 2>&1 || $(APT) install $$tool || echo "no $$tool: its tests are skipped"; \
	  done; }

clean:
	swift package clean
