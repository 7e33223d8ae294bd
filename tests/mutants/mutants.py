#!/usr/bin/env python3
"""Breaks the library on purpose, one small change at a time, and demands that a test notices.

usage: mutants.py [--project FOLDER] [--work FOLDER] [--list FILE]... [WORD...]

Each mutant of the lists (by default tests/mutants/lists/*.txt) is made in a copy of the tree, never in the tree itself;
the tests that it concerns are built from the copy and run until one fails. WORDs leave out the mutants in whose list
and name none of them stands. Exit status 1 where a mutant survives, or is none: its text does not stand exactly once in
its file, or it does not compile.

A list is made of blocks with an empty line between them:

    # a comment
    name: no synchronization before the results are copied back
    file: include/signopt/detail/ascend/host.hpp
    from:   work.wait();
    to:
    tests: ^ascend_

`from` must stand exactly once in the file. Of it and of `to`, all behind the first blank counts; more lines of text are
more lines with the same word before them. `tests` is an expression for ctest -R, and holds for all that follow as well,
until there is another.
"""

import argparse
import collections
import os
import pathlib
import re
import subprocess
import sys

KEYS = ("name", "file", "from", "to", "tests")
SECONDS_PER_TEST = "300"
# Optimised a little: without that, the tests of kernels take minutes on their large arrays. No warning is an error:
# what a mutant leaves unused may be there.
CONFIGURE = ["-G", "Ninja", "-DCMAKE_CXX_FLAGS=-O1 -w", "-DSIGNOPT_BUILD_EXAMPLES=OFF", "-DSIGNOPT_TEST_COMPILERS=OFF"]

Mutant = collections.namedtuple("Mutant", "list name file old new tests")


class Misused(Exception):
    pass


def read_list(path):
    """The mutants of a list, in order."""
    mutants = []
    tests = ""
    # The end of the file ends a block, too.
    block = {}
    for number, line in enumerate(path.read_text().splitlines() + [""], 1):
        place = f"{path}:{number}"
        if line.startswith("#"):
            continue
        if line.strip():
            key, colon, text = line.partition(":")
            if key not in KEYS or not colon:
                raise Misused(f"{place}: expected one of {', '.join(KEYS)}, a colon and a text: {line}")
            if key in block and key not in ("from", "to"):
                raise Misused(f"{place}: a second '{key}' in one block")
            block.setdefault(key, []).append(text[1:])
        elif block:
            tests = "".join(block.pop("tests", [tests])).strip()
            if block:
                absent = [key for key in KEYS[:4] if key not in block]
                if absent or not tests:
                    raise Misused(f"{place}: a block without '{(absent or ['tests'])[0]}'")
                old, new = "\n".join(block["from"]), "\n".join(block["to"])
                mutants.append(Mutant(path.stem, block["name"][0], block["file"][0].strip(), old, new, tests))
            block = {}
    return mutants


def update_copy(project, copy):
    """Makes the copy equal to the tree. What is equal already keeps its time: it is not built again."""
    wanted = set()
    for folder, folders, files in os.walk(project):
        here = pathlib.Path(folder)
        folders[:] = [name for name in folders if not name.startswith(".") and name not in ("build", "__pycache__")]
        for name in files:
            source = here / name
            target = copy / source.relative_to(project)
            wanted.add(target)
            content = source.read_bytes()
            if not target.exists() or target.read_bytes() != content:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            target.chmod(source.stat().st_mode)
    for path in copy.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()


def run(command):
    environment = dict(os.environ, GTEST_FAIL_FAST="1", GTEST_COLOR="no")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                          env=environment, check=False)
    return done.returncode, done.stdout


def programs_of(build):
    """Name of each test -> what is to be built for it, or nothing. ctest itself tells only what is built already."""
    programs = {}
    for file in sorted(build.rglob("CTestTestfile.cmake")):
        entry = r'^add_test\((?:\[=\[)?(.+?)(?:\]=\])? "([^"]*)"'
        for name, program in re.findall(entry, file.read_text(), re.MULTILINE):
            is_built = program.startswith(f"{build}/")
            programs[name] = os.path.basename(program) if is_built else ""
    return programs


def what_failed(output):
    """The first test that failed, and the case in it where GoogleTest tells."""
    test = re.search(r"Test +#\d+: (\S+) \.*\s*\*\*\*(\w+)", output)
    case = re.search(r"^\[  FAILED  \] ([^\s,]+)", output, re.MULTILINE)
    if not test:
        return "ctest"
    how = "" if test.group(2) == "Failed" else f" ({test.group(2).lower()})"
    return test.group(1) + how + (f", {case.group(1)}" if case else "")


class Builder:
    def __init__(self, project, work):
        self.copy, self.build = work / "tree", work / "build"
        update_copy(project, self.copy)
        code, output = run(["cmake", "-S", str(self.copy), "-B", str(self.build), *CONFIGURE])
        if code != 0:
            raise Misused(f"{output}\nconfiguring the copy failed")
        self.programs = programs_of(self.build)

    def first_red(self, expression):
        """(verdict, text): 'green', 'red' or 'unbuilt'."""
        groups = {}  # the tests of one program run together, as soon as it is built
        for name, program in self.programs.items():
            if re.search(expression, name):
                groups.setdefault(program, []).append(name)
        if not groups:
            raise Misused(f"no test has a name in which '{expression}' is found")
        for program, names in groups.items():
            if program:
                code, output = run(["cmake", "--build", str(self.build), "--target", program])
                if code != 0:
                    errors = [line for line in output.splitlines() if re.search(r"\berror\b", line)]
                    return "unbuilt", (errors or output.splitlines()[-1:])[0].replace(f"{self.copy}/", "").strip()
            only = "^(" + "|".join(re.escape(name) for name in names) + ")$"
            code, output = run(["ctest", "--test-dir", str(self.build), "-R", only, "--output-on-failure",
                                "--stop-on-failure", "--timeout", SECONDS_PER_TEST])
            if code != 0:
                return "red", what_failed(output)
        return "green", ""

    def judge(self, mutant):
        """(verdict, why): 'killed', 'SURVIVED' or 'invalid'."""
        path = self.copy / mutant.file
        if not path.is_file():
            return "invalid", f"there is no {mutant.file}"
        original = path.read_text()
        count = original.count(mutant.old)
        if count != 1:
            return "invalid", f"its text stands {count} times in {mutant.file}"
        try:
            path.write_text(original.replace(mutant.old, mutant.new))
            verdict, text = self.first_red(mutant.tests)
        finally:
            path.write_text(original)
        if verdict == "red":
            return "killed", f"by {text}"
        return ("invalid", f"does not compile: {text}") if verdict == "unbuilt" else ("SURVIVED", mutant.tests)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].replace("usage: ", ""))
    parser.add_argument("--project", type=pathlib.Path, default=root)
    parser.add_argument("--work", type=pathlib.Path, default=root / "build" / "mutants")
    parser.add_argument("--list", type=pathlib.Path, action="append")
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    lists = arguments.list or sorted(root.glob("tests/mutants/lists/*.txt"))
    mutants = [each for path in lists for each in read_list(path)]
    if arguments.words:
        mutants = [each for each in mutants if any(word in f"{each.list}: {each.name}" for word in arguments.words)]
    if not mutants:
        raise Misused("there is no such mutant")

    builder = Builder(arguments.project.resolve(), arguments.work.resolve())
    for expression in sorted({each.tests for each in mutants}):
        verdict, text = builder.first_red(expression)
        if verdict != "green":
            raise Misused(f"without any mutant: {text} ({verdict}, {expression})")

    counts = collections.Counter()
    for mutant in mutants:
        verdict, why = builder.judge(mutant)
        counts[verdict] += 1
        print(f"{verdict:8}  {mutant.list}: {mutant.name}: {why}", flush=True)
    told = f"{counts['killed']} killed, {counts['SURVIVED']} survived, {counts['invalid']} invalid"
    print(f"{len(mutants)} mutants: {told}")
    return 0 if counts["killed"] == len(mutants) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Misused as problem:
        print(f"mutants.py: {problem}", file=sys.stderr)
        sys.exit(2)
