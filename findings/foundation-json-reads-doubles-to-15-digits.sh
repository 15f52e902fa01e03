#!/usr/bin/env bash
# Foundation of Swift 6.3.1 on Linux: JSONSerialization reads a number of 17 digits as an
# NSDecimalNumber, whose doubleValue is another double: 0.30000000000000004 becomes
# 0.3000000000000001. What it writes itself it does not read back; JSONDecoder does. Seen:
#   0.30000000000000004 is read as 0.3000000000000001 (NSDecimalNumber)
#   1.0000001192092896 is read as 1.00000011920929 (NSDecimalNumber)
#   JSONSerialization writes [0.30000000000000004,1.0000001192092896]
#   JSONDecoder reads [0.30000000000000004, 1.0000001192092896]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
swift --version 2>&1 | sed -n 1p
cat > "$folder/numbers.swift" <<'SWIFT'
import Foundation

let numbers = [0.30000000000000004, 1.0000001192092896]
let text = try JSONSerialization.data(withJSONObject: numbers)
let read = try JSONSerialization.jsonObject(with: text) as! [Any]
var differing = 0
for (number, object) in zip(numbers, read) {
  let value = object as! Double
  print("\(number) is read as \(value) (\(type(of: object)))")
  if value != number { differing += 1 }
}
print("JSONSerialization writes", String(decoding: text, as: UTF8.self))
let decoded = try JSONDecoder().decode([Double].self, from: text)
print("JSONDecoder reads", decoded)
exit(differing == numbers.count && decoded == numbers ? 0 : 1)
SWIFT
swiftc -o "$folder/numbers" "$folder/numbers.swift"
"$folder/numbers"
