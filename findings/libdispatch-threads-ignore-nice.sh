#!/usr/bin/env bash
# libdispatch of Swift 6.3.1 on Linux: each of its worker threads takes a niceness of its own, by quality
# of service, whatever the process was started with. Under root, as in most containers, `nice` therefore
# changes nothing for what runs on queues or as tasks (SwiftPM starts its compilers there); another
# user may not go below what `nice` gave, and keeps it. Seen under `nice -n 5`, as root:
#   main thread 5, default queue 0, utility queue 2, background queue 10, task 0
# and as nobody:
#   main thread 5, default queue 5, utility queue 5, background queue 10, task 5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
swift --version 2>&1 | sed -n 1p
cd "$folder"
cat > main.swift <<'SWIFT'
import Dispatch
import Glibc

func niceness() -> String { String(getpriority(__priority_which_t(0), 0)) }

var seen = ["main thread \(niceness())"]
for (name, service) in [
  ("default", DispatchQoS.QoSClass.default), ("utility", .utility), ("background", .background),
] {
  let group = DispatchGroup()
  nonisolated(unsafe) var there = ""
  DispatchQueue.global(qos: service).async(group: group) { there = niceness() }
  group.wait()
  seen.append("\(name) queue \(there)")
}
seen.append("task \(await Task.detached { niceness() }.value)")
print(seen.joined(separator: ", "))
SWIFT
swiftc -o program main.swift
seen=$(nice -n 5 ./program)
echo "$(id -un): $seen"
if [ "$(id -u)" = 0 ]; then
  [ "$seen" = 'main thread 5, default queue 0, utility queue 2, background queue 10, task 0' ]
  chmod 755 "$folder"
  seen=$(setpriv --reuid=65534 --regid=65534 --clear-groups nice -n 5 ./program)
  echo "nobody: $seen"
fi
[ "$seen" = 'main thread 5, default queue 5, utility queue 5, background queue 10, task 5' ]
