#!/usr/bin/env bash
# Makes published activations by `hillock new`, one command each, and runs the `make check` of each folder.
#   Tests/published-activations.sh [NAME…]      all of published-activations.txt unless some are named
# HILLOCK: the command; LEVEL: quick, standard or exhaustive (of `new` itself); OUT: a folder to keep them in.
# Prints a line each: the verdict, the promised errors (float value, float derivative, double value, double
# derivative). Exit status 1 where one does not conform.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
hillock=${HILLOCK:-$here/../.build/release/hillock}
level=${LEVEL:-standard}
out=${OUT:-$(mktemp -d)}
mkdir -p "$out" || exit 1
trim() { sed 's/^ *//; s/ *$//' <<<"$1"; }
failures=0
while IFS='|' read -r name formula parameters _; do
  name=$(trim "$name") formula=$(trim "$formula")
  if [ $# -gt 0 ] && ! printf '%s\n' "$@" | grep -qx "$name"; then continue; fi
  arguments=()
  while IFS= read -r parameter; do
    parameter=$(trim "$parameter")
    [ -z "$parameter" ] || arguments+=(--parameter "$parameter")
  done < <(tr ';' '\n' <<<"$parameters")
  verdict=conforms
  if ! "$hillock" new "$name" --formula "$formula" "${arguments[@]}" --level "$level" --force \
      -o "$out/$name" >"$out/$name.log" 2>&1; then
    verdict='refused by new'
  elif ! make -C "$out/$name" check HILLOCK="$hillock" >>"$out/$name.log" 2>&1; then
    verdict='fails make check'
  fi
  [ "$verdict" = conforms ] || failures=$((failures + 1))
  errors=$(sed -n 's/^ACTIVATION_MAX_ULP[A-Z_]*([a-z0-9_]*, \(.*\))$/\1/p' "$out/$name/$name.c" 2>/dev/null | paste -sd' ')
  printf '%-18s %-16s %s\n' "$name" "$verdict" "$errors"
done < <(grep -v '^#' "$here/published-activations.txt")
echo "$failures do not conform; the folders are in $out"
[ "$failures" = 0 ]
