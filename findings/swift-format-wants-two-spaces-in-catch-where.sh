#!/usr/bin/env bash
# swift-format of Swift 6.3.1: a catch clause of a condition alone, `catch where …`, is written with two
# spaces, and `lint` takes the usual one for a fault. With a pattern before `where` it is one space. Seen:
#   } catch  where isTransient {
#   warning: [Spacing] add 1 space
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
swift format --version
cat > "$folder/clause.swift" <<'SWIFT'
func attempt(_ work: () throws -> Void, isTransient: Bool) throws {
  do {
    try work()
  } catch where isTransient {
    print("again")
  }
}
SWIFT
formatted=$(swift format "$folder/clause.swift" | grep catch)
complaint=$(swift format lint "$folder/clause.swift" 2>&1 | sed 's/.*warning/warning/')
echo "$formatted"
echo "$complaint"
[[ $formatted == '  } catch  where isTransient {' && $complaint == *'[Spacing] add 1 space'* ]]
