#!/bin/sh
# Sets up what the differential tests ask: rasn (crates.io) and pycrate (PyPI), both pinned, in a folder outside the
# project. Needs cargo and python3; tshark is used where it is installed. Run again after a change of either program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${WAVETRUST_INTEROP:-$HOME/.cache/wavetrust-interop}
mkdir -p "$folder"

if command -v cargo >/dev/null; then
  CARGO_TARGET_DIR="$folder/target" nice cargo build --locked --release -j2 --manifest-path "$here/rust/Cargo.toml"
else
  echo "cargo is not installed: nothing will be asked of rasn (https://rustup.rs)." >&2
fi

if command -v python3 >/dev/null; then
  test -x "$folder/venv/bin/python" || python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/python/requirements.txt"
else
  echo "python3 is not installed: nothing will be asked of pycrate." >&2
fi

command -v tshark >/dev/null || echo "tshark is not installed: captures will not be dissected." >&2
echo "Ready in $folder. Now run: node test/interop/main.ts"
