/// A number to three digits or so: `0.412`, `4.12`, `41.2`, `412`.
func rounded(_ value: Double) -> String {
  let digits = value >= 100 ? 0.0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
  let scale = digits == 0 ? 1.0 : digits == 1 ? 10 : digits == 2 ? 100 : 1000
  let text = "\((value * scale).rounded() / scale)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// Microseconds as people read them: `0.29 µs`, `5.03 ms`, `1.2 s`.
func duration(_ microseconds: Double) -> String {
  if microseconds < 1000 { return "\(rounded(microseconds)) µs" }
  if microseconds < 1_000_000 { return "\(rounded(microseconds / 1000)) ms" }
  return "\(rounded(microseconds / 1_000_000)) s"
}

/// A count as people read it: `512`, `41.2 k`, `3.4 M`.
func count(_ value: Double) -> String {
  if value < 1000 { return rounded(value) }
  if value < 1_000_000 { return "\(rounded(value / 1000)) k" }
  if value < 1_000_000_000 { return "\(rounded(value / 1_000_000)) M" }
  return "\(rounded(value / 1_000_000_000)) G"
}
