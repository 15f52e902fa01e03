#!/usr/bin/env bash
# Links libhillock.so of what `swift build` has compiled: link.sh BUILD-DIRECTORY
# It lies in a directory of its own, for beside the command libraries are taken for plugins.
#
# Swift's runtime, libffi, libcrypto, zlib and zstd are within. A library that brings a dynamic Swift along takes
# seven signal handlers from the program that loads it; with the static runtime it takes none. Only
# what hillock.h declares is visible, so that another Swift in the same process is not disturbed.
set -euo pipefail
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
static=$(dirname "$(dirname "$(readlink -f "$(command -v swiftc)")")")/lib/swift_static/linux
# A directory that holds nothing but static libraries, so that the linker takes them.
for library in ffi crypto z zstd; do
  path=$(cc -print-file-name=lib$library.a)
  [ -e "$path" ] && ln -s "$path" "$work/lib$library.a"
done
pic=$(cc -print-file-name=libffi_pic.a)
[ -e "$pic" ] && ln -sf "$pic" "$work/libffi.a"
cat > "$work/symbols" <<'MAP'
{
  global:
    hillock_free; hillock_c_version; hillock_registry_*; hillock_activation_*; hillock_model_*;
    hillock_value_*; hillock_derivative_*; hillock_gradient_*; hillock_training_*;
    hillock_xla_*;
  local: *;
};
MAP
# The objects that hold the interface are named one by one, since what comes out of an archive is
# hidden with the runtime's.
mkdir -p "$build/library"
swiftc -emit-library -static-stdlib -module-name libhillock -o "$build/library/libhillock.so.new" \
  -L "$work" -L "$static" "$build"/HillockC.build/*.o "$build"/CHillock.build/*.o \
  "$build/libHillockC.a" -l_FoundationCollections -l_FoundationCShims -lffi -lcrypto \
  -Xlinker --gc-sections -Xlinker -z -Xlinker defs -Xlinker -soname=libhillock.so -Xlinker --version-script="$work/symbols"
mv "$build/library/libhillock.so.new" "$build/library/libhillock.so"
