#!/usr/bin/env bash
# SwiftPM of Swift 6.3.1 on Linux: the lock that keeps two builds out of one .build lies in TMPDIR, not in
# .build. While one process holds it, another waits, unless its TMPDIR is another directory: then it
# builds into the same .build at the same time, without a word. Seen:
#   the same TMPDIR: Another instance of SwiftPM is already running …, waiting until …
#   another TMPDIR: Build complete!
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
swift --version 2>&1 | sed -n 1p
mkdir -p "$folder"/package/Sources/one "$folder"/first "$folder"/second
cd "$folder/package"
cat > Package.swift <<'SWIFT'
// swift-tools-version:6.0
import PackageDescription

let package = Package(name: "one", targets: [.executableTarget(name: "one")])
SWIFT
echo 'print(1)' > Sources/one/main.swift
TMPDIR="$folder/first" swift build >/dev/null 2>&1
lock=$(ls "$folder"/first/*_package_.build.lock)
# Holds the lock, as a build does.
exec 9>>"$lock"
flock 9
same=$(TMPDIR="$folder/first" timeout 15 swift build 2>&1 9>&- | tail -n 1) || true
other=$(TMPDIR="$folder/second" swift build 2>&1 9>&- | tail -n 1)
echo "the same TMPDIR: $same"
echo "another TMPDIR: $other"
[[ $same == *'Another instance of SwiftPM is already running'* && $other == *'Build complete!'* ]]
