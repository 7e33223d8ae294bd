#!/bin/sh
# usage: bring_headers.sh VERSION FOLDER
# Brings the headers of an Eigen to FOLDER, with pip, out of the package that VERSION.txt names, and writes the package
# for CMake, Eigen3Config.cmake. They stay in the build folder. Exit status 77 where they cannot be had here, and 1
# where they are not those that are expected.
set -eu
version=$1
folder=$2
requirements=$(dirname -- "$0")/$version.txt

if cmp -s "$requirements" "$folder/requirements.txt"; then
  exit 0 # these are there already
fi
rm -rf "$folder"
"$(dirname -- "$0")/../support/bring_package.sh" "$requirements" manylinux_2_27_x86_64 "$folder.new"

python3 - "$folder.new" "$version" <<'PYTHON'
import pathlib
import re
import sys
import zipfile

folder, expected = pathlib.Path(sys.argv[1]), sys.argv[2]
(package,) = (folder / "package").glob("*.whl")
with zipfile.ZipFile(package) as archive:
    for name in archive.namelist():
        found = re.search(r"/include/(?:eigen3/)?((?:unsupported/)?Eigen/.*[^/])$", name)
        if found:
            target = folder / "include" / found[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
include = folder / "include" / "Eigen"
text = "".join(path.read_text() for path in (include / "Version", include / "src/Core/util/Macros.h") if path.exists())
numbers = re.findall(r"#define EIGEN_(?:WORLD|MAJOR|MINOR|PATCH)_VERSION (\d+)\n", text)
version = ".".join(numbers[-3:])
if version != expected:
    sys.exit(f"bring_headers.sh: the package has Eigen {version}, not {expected}")
(folder / "Eigen3Config.cmake").write_text(f"""add_library(Eigen3::Eigen INTERFACE IMPORTED)
target_include_directories(Eigen3::Eigen INTERFACE ${{CMAKE_CURRENT_LIST_DIR}}/include)
set(Eigen3_VERSION {version})
""")
PYTHON

rm -rf "$folder.new/package"
cp "$requirements" "$folder.new/requirements.txt"
mv "$folder.new" "$folder" # last: now all is there
