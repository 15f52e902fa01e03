# Thin by design: set-up and one line a job. CONFIGURATION=debug for a quicker build.
CONFIGURATION ?= release
SWIFT_BUILD = swift build -c $(CONFIGURATION)
HILLOCK = .build/$(CONFIGURATION)/hillock
PACKAGES = libffi-dev libssl-dev libcairo2-dev libdnnl-dev libopenblas-dev libmpfr-dev zlib1g-dev \
  libzstd-dev pkg-config
# An MPI is opened at run time, where hillock is started by one, and Slurm starts hillock: only tests
# need them, and minisign.
PACKAGES += openmpi-bin mpich slurm-wlm munge minisign

# What `make install` writes: the program, what authors include, plugins, completions and the manual.
PREFIX ?= /usr/local
PLUGINS = $(wildcard Plugins/*.c)
INSTALLED = $(DESTDIR)$(PREFIX)

# A browser, for the tests of the playground's page; where it cannot be had, they are skipped and say so.
BROWSER = chromium chromium-driver

.PHONY: demo test build docs library python install install-files setup browser clean

demo: build
	$(HILLOCK) demo

# Tests see public and package names only, so that they link the very modules that users run.
test: build browser
	swift test -c $(CONFIGURATION) --disable-testable-imports

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

# The system packages, through apt, only where one is missing.
setup:
	@dpkg -s $(PACKAGES) >/dev/null 2>&1 || { \
	  as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as_root apt-get update -q && $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -q --no-install-recommends $(PACKAGES); }

browser:
	@dpkg -s $(BROWSER) >/dev/null 2>&1 || { \
	  as_root=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  $$as_root apt-get update -q && $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -q --no-install-recommends $(BROWSER); } \
	  || echo "no $(BROWSER): the tests of the page are skipped"

clean:
	swift package clean
