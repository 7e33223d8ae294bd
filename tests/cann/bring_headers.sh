#!/bin/sh
# usage: bring_headers.sh FOLDER
# Brings CANN's own headers of AscendCL to FOLDER, with pip, out of the package that PyTorch has for Ascend. They are
# Huawei's: they stay in the build folder. Exit status 77 where they cannot be had here, and 1 where they are not the
# ones that are expected.
set -eu
folder=$1
requirements=$(dirname -- "$0")/requirements.txt

if cmp -s "$requirements" "$folder/requirements.txt"; then
  exit 0 # these are there already
fi
rm -rf "$folder"
"$(dirname -- "$0")/../support/bring_package.sh" "$requirements" manylinux2014_x86_64 "$folder.new"

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
