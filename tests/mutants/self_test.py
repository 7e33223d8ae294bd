#!/usr/bin/env python3
"""Tests mutants.py on a project of two functions: what kills, what survives, what is no mutant; and the exit status.

usage: self_test.py
"""

import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PROJECT = HERE / "self_test"

EXPECTED = """\
Not killed:
SURVIVED  mutants: nothing but a comment: _test$
SURVIVED  mutants: the other program's test: ^difference_test$
invalid   mutants: not a program: does not compile: arithmetic.hpp:5:
invalid   mutants: not clear where: its text stands 2 times in arithmetic.hpp
invalid   mutants: not there: its text stands 0 times in arithmetic.hpp
invalid   mutants: not in this project: there is no geometry.hpp
killed    mutants: a difference that is none, in more than one line: by difference_test
killed    mutants: a sum that is none: by sum_test
8 mutants: 2 killed, 2 survived, 4 invalid
"""


def check(what, is_good, detail):
    if not is_good:
        sys.exit(f"self_test.py: {what}:\n{detail}")
    print(f"ok: {what}")


def main():
    with tempfile.TemporaryDirectory() as work:

        def mutants(*arguments):
            command = [sys.executable, str(HERE / "mutants.py"), "--project", str(PROJECT), "--work", work, *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            return done.returncode, done.stdout, done.stderr

        def files():
            return {path: path.read_bytes() for path in PROJECT.rglob("*") if path.is_file()}

        before = files()
        mutant_list = str(PROJECT / "mutants.txt")
        # More copies than there are groups of mutants of the same tests.
        code, output, errors = mutants("--list", mutant_list, "--jobs", "3")
        # What a compiler says of an error is its own affair. Mutants of different tests come in any order.
        lines = [line[:line.index("hpp:5:") + 6] if "hpp:5:" in line else line for line in output.splitlines()]
        numbered = [line for line in lines if line[:4].strip().isdigit() and line[4:6] == "  "]
        check("numbers", [int(line[:4]) for line in numbered] == list(range(1, 9)), output + errors)
        told = [line for line in lines if line not in numbered]
        killed = [line[6:] for line in numbered if line[6:].startswith("killed")]
        check("each verdict", sorted(told + killed) == sorted(EXPECTED.splitlines()), output + errors)
        left = {line[6:] for line in numbered} - set(killed)
        check("those that are left, once more", told[0] == "Not killed:" and set(told[1:-1]) == left, output)
        check("a survivor is a failure", code == 1, code)
        check("the tree is as it was", files() == before, PROJECT)

        code, output, errors = mutants("--list", mutant_list, "that is none")
        check("words choose", output.endswith("2 mutants: 2 killed, 0 survived, 0 invalid\n"), output + errors)
        check("all killed is success", code == 0, code)
        code, output, errors = mutants("--list", mutant_list, "not clear")
        check("an invalid mutant is a failure", code == 1, output + errors)
        check("no such mutant", mutants("--list", mutant_list, "nobody")[0] == 2, "")

        bad_list = pathlib.Path(work) / "bad.txt"
        for text, message in (
            ("name: a\nfile: b\nfrom: c\ntests: d\n", "a block without 'to'"),
            ("name: a\nfile: b\nfrom: c\nto: d\n", "a block without 'tests'"),
            ("name: a\nfiles: b\n", "expected one of"),
            ("name: a\nname: b\n", "a second 'name'"),
            ("name: a\nfile: arithmetic.hpp\nfrom: a + b\nto: a\ntests: ^nobody$\n", "no test has a name"),
        ):
            bad_list.write_text(text)
            code, output, errors = mutants("--list", str(bad_list))
            check(f"a bad list: {message}", code == 2 and message in errors, output + errors)

        # A tree whose own tests fail proves nothing about a mutant.
        broken = pathlib.Path(work) / "broken"
        for path, content in before.items():
            target = broken / path.relative_to(PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.replace(b"== 5", b"== 6"))
        code, output, errors = mutants("--project", str(broken), "--list", mutant_list)
        check("tests that fail by themselves", code == 2 and "without any mutant: sum_test" in errors, output + errors)


if __name__ == "__main__":
    main()
