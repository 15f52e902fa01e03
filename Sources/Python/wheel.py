"""Puts the Python package, libhillock and the catalogue's plugins into a wheel.

    python3 Sources/Python/wheel.py LIBRARY PLUGINS DIRECTORY

What it is tagged with says what it needs: no version of Python in particular, and the glibc whose
symbols the libraries use. It is the same to the byte whenever the same files are packed.
"""

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

source = Path(__file__).parent / "hillock"
root = Path(__file__).parents[2]
library, plugins, directory = map(Path, sys.argv[1:])
version = re.search(r'__version__ = "(.*)"', (source / "__init__.py").read_text())[1]


def stripped(path: Path) -> bytes:
    """A library without the symbols that only a debugger reads."""
    target = directory / "stripped.so"
    subprocess.run(["strip", "-o", target, path], check=True)
    contents = target.read_bytes()
    target.unlink()
    return contents


def glibc(contents: bytes) -> tuple[int, int]:
    """The newest version of glibc whose symbols a library uses; one that wheels can name."""
    found = re.findall(rb"GLIBC_(\d+)\.(\d+)", contents)
    return max([(int(major), int(minor)) for major, minor in found] + [(2, 17)])


directory.mkdir(parents=True, exist_ok=True)
files = {f"hillock/{path.name}": path.read_bytes() for path in source.iterdir() if path.is_file()}
files["hillock/libhillock.so"] = stripped(library)
for path in sorted(plugins.glob("*.so")):
    files[f"hillock/plugins/{path.name}"] = path.read_bytes()
major, minor = max(glibc(data) for name, data in files.items() if name.endswith(".so"))
tag = f"py3-none-manylinux_{major}_{minor}_x86_64"
about = f"hillock-{version}.dist-info"
files[f"{about}/METADATA"] = f"""Metadata-Version: 2.1
Name: hillock
Version: {version}
Summary: Activation functions that come as plugins, and models that use them
Requires-Python: >=3.10
Requires-Dist: numpy>=2.1
Provides-Extra: torch
Requires-Dist: torch>=2.5; extra == "torch"
Provides-Extra: jax
Requires-Dist: jax>=0.4.34; extra == "jax"

{(root / "Sources/Documentation.docc/Python.md").read_text()}""".encode()
files[f"{about}/WHEEL"] = (
    f"Wheel-Version: 1.0\nGenerator: hillock\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
)
files[f"{about}/LICENSE"] = (root / "LICENSE").read_bytes()
record = []
for name, contents in files.items():
    digest = base64.urlsafe_b64encode(hashlib.sha256(contents).digest()).rstrip(b"=").decode()
    record.append(f"{name},sha256={digest},{len(contents)}\n")
record.append(f"{about}/RECORD,,\n")
files[f"{about}/RECORD"] = "".join(record).encode()
wheel = directory / f"hillock-{version}-{tag}.whl"
with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, contents in files.items():
        entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, contents)
print(wheel)
