#!/usr/bin/env python3
"""usage: make.py PROJECT_ROOT OUTPUT_FOLDER

Makes the reference in OUTPUT_FOLDER/html, with Doxygen, from the public headers' own comments and the pages. Doxygen
reads copies, in OUTPUT_FOLDER/source: header.py and page.py say how they differ. Fails where Doxygen warns of anything,
where something public has no comment, and where a link leads nowhere.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import forms
import header
import html_links
import page


def fail(text):
    sys.exit(f"make.py: {text}")


def paths(root, *patterns):
    return sorted(str(file.relative_to(root)) for pattern in patterns for file in root.glob(pattern))


def write(file, text):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def write_sources(root, source, site):
    """And what is wrong with headers that Doxygen would not say."""
    rules = forms.rules(root / "include/signopt")
    complaints = []
    for path in site.headers:
        text = (root / path).read_text()
        if not header.has_contract(text):
            complaints.append(f"{path}: there is no contract: a comment at its top, and then #pragma once")
        shown = header.converted(Path(path).name, text, rules)
        complaints += [f"{path}:{line}: {name} is not documented" for line, name in header.undocumented_types(shown)]
        write(source / path, shown)
    for path in site.pages:
        write(source / path, page.converted(path, (root / path).read_text(), site))
    write(source / "examples.dox", "".join(f"/// @example {path}\n\n" for path in site.examples))
    shutil.copy(root / "docs/reference/namespaces.dox", source)
    return complaints


def version_of(root):
    text = (root / "include/signopt/detail/base/config.hpp").read_text()
    parts = ("MAJOR", "MINOR", "PATCH")
    return ".".join(re.search(rf"#define SIGNOPT_VERSION_{part} (\d+)", text)[1] for part in parts)


def configuration(root, source, output):
    own = {
        "PROJECT_NUMBER": version_of(root),
        "OUTPUT_DIRECTORY": output,
        "INPUT": source,
        "STRIP_FROM_PATH": source,
        "STRIP_FROM_INC_PATH": source / "include",
        "USE_MDFILE_AS_MAINPAGE": source / "README.md",
        "EXAMPLE_PATH": root / "examples",
        "LAYOUT_FILE": root / "docs/reference/layout.xml",
        "HTML_EXTRA_STYLESHEET": root / "docs/reference/style.css",
        "HTML_EXTRA_FILES": " ".join(f'"{file}"' for file in sorted((root / "docs").glob("*.svg"))),
    }
    text = (root / "docs/reference/Doxyfile").read_text()
    for name, value in own.items():
        text += f"{name} = {value}\n" if name == "HTML_EXTRA_FILES" else f'{name} = "{value}"\n'
    return text


def run_doxygen(text, source):
    """What it complains of, in lines that name the files of the project."""
    if not shutil.which("doxygen"):
        fail("doxygen is not installed")
    made = subprocess.run(["doxygen", "-"], input=text, text=True, capture_output=True, check=False)
    lines = (made.stdout + made.stderr).replace(f"{source}/", "").splitlines()
    return lines or ([f"doxygen ends with {made.returncode}"] if made.returncode else [])


def main():
    if len(sys.argv) != 3:
        fail("it takes the root of the project and a folder for what it makes")
    root, output = (Path(argument).resolve() for argument in sys.argv[1:])
    for folder in ("source", "html"):
        shutil.rmtree(output / folder, ignore_errors=True)
    source = output / "source"
    site = page.Site(
        pages=paths(root, "*.md", "docs/*.md", "examples/data/*.md"),
        headers=paths(root, "include/signopt/*.hpp"),
        examples=paths(root, "examples/**/*.cpp", "examples/**/*.hpp"),
    )
    complaints = write_sources(root, source, site)
    complaints += run_doxygen(configuration(root, source, output), source) + html_links.broken(output / "html")
    if complaints:
        print("\n".join(dict.fromkeys(complaints)), file=sys.stderr)
        fail("what these lines name has to be mended; those of headers are the headers' own")
    print(f"{len(site.headers)} headers, {len(site.pages)} pages, {len(site.examples)} examples")


if __name__ == "__main__":
    main()
