#!/usr/bin/env bash
# PyTorch 2.13.0, CPU, float32: torch.nn.functional.gelu gives infinity from 2^127 on, half of the largest
# float, where x itself is right; the tanh form gives x, and so does gelu in a tensor of one element. Alike with ATEN_CPU_CAPABILITY default and avx2.
# Seen:
#   gelu(2^127), 16 elements: inf, 1 element: 1.7014118346046923e+38
#   gelu(2^126): 8.507059173023462e+37, tanh form of 2^127: 1.7014118346046923e+38
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install torch==2.13.0 numpy==2.4.6
for capability in default avx2; do
  ATEN_CPU_CAPABILITY=$capability "$folder/venv/bin/python" - <<'PYTHON'
import torch
from torch.nn.functional import gelu

large = torch.full((16,), 2.0**127)
values = gelu(large)
print(torch.__version__, torch.backends.cpu.get_cpu_capability())
print("gelu(2^127), 16 elements:", values[0].item(), "1 element:", gelu(large[:1]).item())
below, other = gelu(large / 2)[0].item(), gelu(large, approximate="tanh")[0].item()
print("gelu(2^126):", below, "tanh form of 2^127:", other)
assert torch.isinf(values).all() and gelu(large[:1]).item() == 2.0**127
assert below == 2.0**126 and other == 2.0**127
PYTHON
done
