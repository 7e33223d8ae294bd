#!/bin/sh
# usage: bring_headers.sh FOLDER REQUIREMENTS PLATFORM
# Brings CANN's own headers of AscendCL to FOLDER, with pip, out of the package that PyTorch has for Ascend and that
# REQUIREMENTS, a file of this folder, names. They are Huawei's: they stay in the build folder. Those whose heading puts
# them under CANN's licence agreement, whose text is not there, are left out, and ge_error_codes.h of this folder stands
# for the one that others include. Exit status 77 where they cannot be had here, and 1 where they are not the ones that
# are expected.
set -eu
folder=$1
here=$(dirname -- "$0")
requirements=$here/$2
platform=$3

if cmp -s "$requirements" "$folder/requirements.txt"; then
  exit 0 # these are there already
fi
rm -rf "$folder"
"$here/../support/bring_package.sh" "$requirements" "$platform" "$folder.new"

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
            content = archive.read(name)
            if b"CANN Open Software License" in content[:1000]:
                continue
            target = folder / "include" / name[len(prefix):]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
PYTHON

for header in acl.h acl_base.h acl_op.h acl_op_compiler.h acl_rt.h; do
  [ -s "$folder.new/include/acl/$header" ] || {
    echo "bring_headers.sh: the package has no acl/$header" >&2
    exit 1
  }
done
mkdir -p "$folder.new/include/ge"
[ -e "$folder.new/include/ge/ge_error_codes.h" ] || cp "$here/ge_error_codes.h" "$folder.new/include/ge"
mv "$folder.new/include" "$folder"
rm -rf "$folder.new"
cp "$requirements" "$folder/requirements.txt" # last: now all is there
