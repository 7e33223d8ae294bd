#!/bin/sh
# usage: bring_headers.sh FOLDER
# Brings CANN's own headers of AscendCL to FOLDER, with pip, out of the package that PyTorch has for Ascend. They are
# Huawei's: they stay in the build folder. Exit status 77 where they cannot be had here, and 1 where they are not the
# ones that are expected.
set -eu
folder=$1
requirements=$(dirname -- "$0")/requirements.txt

skip() {
  echo "bring_headers.sh: skipped: $*" >&2
  exit 77
}

if cmp -s "$requirements" "$folder/requirements.txt"; then
  exit 0 # these are there already
fi
command -v python3 >/dev/null || skip "python3 is not installed"
rm -rf "$folder" "$folder.new"
mkdir -p "$folder.new"
log=$folder.new/log
python3 -m venv "$folder.new/venv" >"$log" 2>&1 || skip "python3 has no venv (Debian: python3-venv)"

# The package is the same for every machine, as far as its headers go.
"$folder.new/venv/bin/python" -m pip download --disable-pip-version-check --retries 1 --timeout 20 --no-deps \
  --only-binary=:all: --python-version 3.11 --platform manylinux2014_x86_64 --require-hashes -r "$requirements" \
  -d "$folder.new/package" >"$log" 2>&1 || {
  cat "$log" >&2
  if grep -q 'DO NOT MATCH THE HASHES' "$log"; then exit 1; fi
  skip "pip could not bring the package: no network?"
}

python3 - "$folder.new" <<'PYTHON'
import pathlib
import sys
import zipfile

folder = pathlib.Path(sys.argv[1])
prefix = "torch_npu/include/third_party/acl/inc/"
(package,) = (folder / "package").glob("*.whl")
with zipfile.ZipFile(package) as archive:
    for name in archive.namelist():
        if name.startswith(prefix) and name.endswith(".h"):
            target = folder / "include" / name[len(prefix):]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
PYTHON

for header in acl.h acl_base.h acl_op.h acl_op_compiler.h acl_rt.h; do
  [ -s "$folder.new/include/acl/$header" ] || {
    echo "bring_headers.sh: the package has no acl/$header" >&2
    exit 1
  }
done
mv "$folder.new/include" "$folder"
rm -rf "$folder.new"
cp "$requirements" "$folder/requirements.txt" # last: now all is there
