#!/usr/bin/env bash
# A million damaged .onnx files, imported in one process that may use 2 GB: damaged-onnx.sh [COUNT]
# Prints how long it took. Any crash, hang or lack of memory fails it.
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --build-tests
# Files in memory: a disk would take most of the time.
export TMPDIR=/dev/shm
ulimit -v 2000000
time HILLOCK_DAMAGED=${1:-1000000} timeout 7200 swift test -c release --skip-build \
  --disable-testable-imports --filter RefusalTests/damagedFilesAreReadOrRefused
