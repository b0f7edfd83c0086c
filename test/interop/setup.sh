#!/usr/bin/env bash
# Sets up what the differential tests ask: rasn (crates.io) and pycrate (PyPI), both pinned, in a folder outside the
# project. Needs cargo and python3 with venv; tshark is used where it is installed. Run again, it does what is missing;
# so after a change of either program. What cannot be had here is said at the end, and the tests say it again.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${WAVETRUST_INTEROP:-$HOME/.cache/wavetrust-interop}
mkdir -p "$folder"
without=()

# Debian's cargo may be older than what the crates need: that is no fault of the project, a build that breaks later is.
least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$here/rust/Cargo.toml")
if ! command -v cargo >/dev/null; then
  without+=("rasn: cargo is not installed (https://rustup.rs)")
elif have=$(cargo --version | cut -d' ' -f2) && [[ $(printf '%s\n' "$least" "$have" | sort -V | head -n1) != "$least" ]]; then
  without+=("rasn: cargo is $have here, its crates need $least (https://rustup.rs)")
else
  CARGO_TARGET_DIR="$folder/target" nice cargo build --locked --release -j2 --manifest-path "$here/rust/Cargo.toml"
fi

if command -v python3 >/dev/null && python3 -c 'import venv, ensurepip' 2>/dev/null; then
  [[ -x $folder/venv/bin/python ]] || python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/python/requirements.txt"
else
  without+=("pycrate: python3 with venv is not installed")
fi

command -v tshark >/dev/null || without+=("tshark is not installed")
for what in "${without[@]+"${without[@]}"}"; do echo "NOT COMPARED WITH $what" >&2; done
echo "Ready in $folder. Now run: node test/interop/main.ts"
