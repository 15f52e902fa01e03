#!/usr/bin/env bash
# correct-at-random.sh [RUNS [BUSY]]: correct plugins, checked strictly with seeds drawn anew, one after
# the other until there have been RUNS (1,000 where nothing is said), beside BUSY processes that only
# compute. None may be complained of, whatever the seed, and however busy the machine.
#
# The plugins are Tests/ConformanceTests/Correct/*.c and as many of the catalogue's as make 40. A
# complaint is shown with the command that has it again.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-1000} busy=${2:-0}
hillock=$PWD/.build/release/hillock
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT
plugins=()
for source in Tests/ConformanceTests/Correct/*.c Plugins/*.c; do
  [ ${#plugins[@]} -lt 40 ] || break
  name=$(basename "$source" .c) flags=()
  case $name in
    quadruple) flags=(-shared-libgcc) ;;
    version-node) flags=("-Wl,--version-script=$PWD/${source%.c}.map") ;;
  esac
  if [ "${source%%/*}" = Plugins ]; then
    "$hillock" build "$source" -o "$folder" >/dev/null
  else
    cc -O2 -shared -fPIC -I Sources/CActivation/include "$source" -o "$folder/$name.so" \
      "${flags[@]}" -lm
  fi
  plugins+=("$folder/$name.so")
done
for ((k = 0; k < busy; k++)); do (while :; do :; done) & done
complaints=0
for ((run = 0; run < runs; run++)); do
  plugin=${plugins[run % ${#plugins[@]}]}
  seed=$(od -An -N8 -tu8 /dev/urandom | tr -d ' ')
  if ! said=$("$hillock" conform "$plugin" --level quick --strict --seed "$seed" 2>&1); then
    complaints=$((complaints + 1))
    echo "$(basename "$plugin"), --seed $seed:"
    grep -E 'fail|warning|crash|timeout|not judged' <<<"$said" | head -5
  fi
done
echo "${#plugins[@]} plugins, $runs runs beside $busy busy processes: $complaints complaints"
[ "$complaints" = 0 ]
