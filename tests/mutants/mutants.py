#!/usr/bin/env python3
"""Breaks the library on purpose, one small change at a time, and demands that a test notices.

usage: mutants.py [--project FOLDER] [--work FOLDER] [--list FILE]... [--jobs N] [WORD...]

Each mutant of the lists (by default tests/mutants/lists/*.txt) is made in a copy of the tree, never in the tree itself;
the tests that it concerns are built from the copy and run until one fails. There are N copies, by default one for each
CPU; the mutants of the same tests go to one of them, where these tests are first seen to pass without any. WORDs leave
out the mutants in whose list and name none of them stands. Exit status 1 where a mutant survives, or is none: its text
does not stand exactly once in its file, or it does not compile.

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
import concurrent.futures
import os
import pathlib
import queue
import re
import subprocess
import sys
import threading

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


def run(command, **variables):
    environment = dict(os.environ, GTEST_FAIL_FAST="1", GTEST_COLOR="no", **variables)
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
    test = re.search(r"Test +#\d+: (\S+) \.*[\w ]*\*\*\*(\w+)", output)
    case = re.search(r"^\[  FAILED  \] ([^\s,]+)", output, re.MULTILINE)
    if not test:
        return "ctest"
    how = "" if test.group(2) == "Failed" else f" ({test.group(2).lower()})"
    return test.group(1) + how + (f", {case.group(1)}" if case else "")


class Builder:
    def __init__(self, project, work, threads):
        self.copy, self.build, self.threads = work / "tree", work / "build", str(threads)
        # Tests of two copies may run at once, and write files of the same names.
        self.temporary = work / "tmp"
        self.temporary.mkdir(parents=True, exist_ok=True)
        update_copy(project, self.copy)
        code, output = run(["cmake", "-S", str(self.copy), "-B", str(self.build), *CONFIGURE])
        if code != 0:
            raise Misused(f"{output}\nconfiguring the copy failed")
        self.programs = programs_of(self.build)

    def tests_of(self, expression):
        """Program -> its tests: they run together, as soon as it is built."""
        tests = collections.defaultdict(list)
        for name, program in self.programs.items():
            if re.search(expression, name):
                tests[program].append(name)
        if not tests:
            raise Misused(f"no test has a name in which '{expression}' is found")
        return tests

    def first_red(self, expression):
        """(verdict, text): 'green', 'red' or 'unbuilt'."""
        for program, names in self.tests_of(expression).items():
            if program:
                code, output = run(["cmake", "--build", str(self.build), "--target", program, "-j", self.threads])
                if code != 0:
                    errors = [line for line in output.splitlines() if re.search(r"\berror\b", line)]
                    return "unbuilt", (errors or output.splitlines()[-1:])[0].replace(f"{self.copy}/", "").strip()
            only = "^(" + "|".join(re.escape(name) for name in names) + ")$"
            code, output = run(["ctest", "--test-dir", str(self.build), "-R", only, "--output-on-failure",
                                "--stop-on-failure", "--timeout", SECONDS_PER_TEST],
                               TMPDIR=str(self.temporary), TEST_TMPDIR=str(self.temporary))
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


def judged(mutants, project, work, jobs):
    """Each mutant with its verdict, as they come."""
    groups = collections.defaultdict(list)  # of the same tests: they are built and seen to pass once for all
    for mutant in mutants:
        groups[mutant.tests].append(mutant)
    jobs = max(1, min(jobs, len(groups)))
    builders = [Builder(project, work / str(k), max(1, (os.cpu_count() or 1) // jobs)) for k in range(jobs)]
    for expression in groups:
        builders[0].tests_of(expression)
    free, done, is_over = queue.Queue(), queue.Queue(), threading.Event()
    for builder in builders:
        free.put(builder)

    def judge(group):
        builder = free.get()
        try:
            verdict, text = builder.first_red(group[0].tests)
            if verdict != "green":
                raise Misused(f"without any mutant: {text} ({verdict}, {group[0].tests})")
            for mutant in group:
                if is_over.is_set():
                    break
                done.put((mutant, builder.judge(mutant)))
        except Exception as problem:  # the main thread's, which waits for results
            done.put(problem)
        finally:
            free.put(builder)

    pool = concurrent.futures.ThreadPoolExecutor(jobs)
    try:
        for group in sorted(groups.values(), key=len, reverse=True):  # so that the last ones to end are small
            pool.submit(judge, group)
        for _ in mutants:
            result = done.get()
            if isinstance(result, Exception):
                raise result
            yield result
    finally:  # also where the user has had enough: then the mutants that were begun are the last
        is_over.set()
        pool.shutdown(wait=False, cancel_futures=True)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].replace("usage: ", ""))
    parser.add_argument("--project", type=pathlib.Path, default=root)
    parser.add_argument("--work", type=pathlib.Path, default=root / "build" / "mutants")
    parser.add_argument("--list", type=pathlib.Path, action="append")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    lists = arguments.list or sorted(root.glob("tests/mutants/lists/*.txt"))
    mutants = [each for path in lists for each in read_list(path)]
    if arguments.words:
        mutants = [each for each in mutants if any(word in f"{each.list}: {each.name}" for word in arguments.words)]
    if not mutants:
        raise Misused("there is no such mutant")

    verdicts = []
    project, work = arguments.project.resolve(), arguments.work.resolve()
    for mutant, (verdict, why) in judged(mutants, project, work, arguments.jobs):
        line = f"{verdict:8}  {mutant.list}: {mutant.name}: {why}"
        verdicts.append((verdict, line))
        print(f"{len(verdicts):4}  {line}", flush=True)
    others = [line for verdict, line in verdicts if verdict != "killed"]
    if others:
        print("Not killed:", *others, sep="\n")
    counts = collections.Counter(verdict for verdict, _ in verdicts)
    told = f"{counts['killed']} killed, {counts['SURVIVED']} survived, {counts['invalid']} invalid"
    print(f"{len(mutants)} mutants: {told}")
    return 1 if others else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Misused as problem:
        print(f"mutants.py: {problem}", file=sys.stderr)
        sys.exit(2)
