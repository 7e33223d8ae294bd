"""usage: check_workflow.py WORKFLOW DEV: is the file a workflow as GitHub reads it, and does it call what ./dev has?"""

import re
import subprocess
import sys

import yaml

EVENTS = {"push", "pull_request", "schedule", "workflow_dispatch"}
JOB_KEYS = {"if", "runs-on", "timeout-minutes", "strategy", "steps", "needs"}


def steps_of(name, job):
    unknown = set(job) - JOB_KEYS
    if unknown:
        yield f"job {name} has {', '.join(sorted(unknown))}"
    if not isinstance(job.get("runs-on"), str) or not job.get("steps"):
        yield f"job {name} does not say where it runs, or has no steps"
    for step in job.get("steps") or []:
        if ("run" in step) == ("uses" in step):
            yield f"job {name}: a step is one of run and uses"
        if "uses" in step and not re.fullmatch(r"[\w-]+/[\w-]+@v\d+", step["uses"]):
            yield f"job {name}: {step['uses']} names no version"


def commands_of(job):
    """What the job runs, with each value of its matrix."""
    matrix = job.get("strategy", {}).get("matrix", {})
    for step in job.get("steps") or []:
        text = step.get("run")
        if text is None:
            continue
        names = re.findall(r"\${{ matrix\.(\w+) }}", text)
        for value in matrix.get(names[0], [f"no {names[0]} in the matrix"]) if names else [None]:
            yield text if value is None else text.replace("${{ matrix.%s }}" % names[0], value)


def problems(workflow, dev):
    with open(workflow, encoding="ascii") as file:
        root = yaml.safe_load(file)
    events = root.get(True, root.get("on")) or {}  # YAML 1.1 takes `on` for a truth value
    if not events or set(events) - EVENTS:
        yield f"its events are {', '.join(map(str, events))}"
    if not root.get("jobs"):
        yield "it has no jobs"
    usage = subprocess.run([dev, "help"], capture_output=True, text=True, check=True).stdout
    known = {re.split(r"  +", line.strip())[0] for line in usage.splitlines() if line.startswith("  ")}
    known = {re.sub(r" \[.*", "", command) for command in known}
    commands = []
    for name, job in (root.get("jobs") or {}).items():
        yield from steps_of(name, job)
        commands += commands_of(job)
    for command in commands:
        if not command.startswith("./dev ") or command[len("./dev "):] not in known:
            yield f"'{command}' is no command that ./dev help lists"
    missing = {"./dev format --check", "./dev demo", "./dev test", "./dev test all"} - set(commands)
    if missing:
        yield f"it does not run {', '.join(sorted(missing))}"


if __name__ == "__main__":
    found = list(problems(*sys.argv[1:]))
    print("\n".join(found) or f"{sys.argv[1]}: a workflow, of commands that ./dev has")
    sys.exit(bool(found))
