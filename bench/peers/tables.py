"""The Markdown of the pages: every table of a run."""

import textwrap
from typing import Dict, List

import agreement
import bars
from plan import DTYPES, NATIVE, OURS, PEERS, ROOF, RULE_NAMES, SIZES, SMALLEST, Row, size_label
from results import Results
from speed_table import ABSENT, CHARACTERS, align

RULES = ["add_sign", "power_sign", "lion", "signum"]
# A line each; of several, the better one counts, as in the plot.
README_LINES = [
    *([peer] for peer in (OURS, ROOF, "compiler", "eigen", "torch_compile", "libtorch")),
    ["tensorflow", "tensorflow_xla"],
    ["mindspore"],
]
README_COLUMNS = [("float32", SIZES[2]), ("float32", SIZES[3]), ("float16", SIZES[2]), ("float16", SIZES[3])]


def filled(text: str) -> str:
    return textwrap.fill(text, CHARACTERS, break_on_hyphens=False, break_long_words=False)


def number(value: float) -> str:
    """Three digits, or what is before the point."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def billions(results: Results, row: Row, *peers: str) -> str:
    """The speed of the fastest of the peers."""
    speed = results.best_speed(row, peers)
    return number(speed / 1e9) if speed else ABSENT


def nanoseconds(seconds: float) -> str:
    return f"{seconds * 1e9:,.0f}"


def cpu_in_words(family_model_stepping: str) -> str:
    names = ("family", "model", "stepping")
    return ", ".join(f"{name} {value}" for name, value in zip(names, family_model_stepping.split("/")))


def conditions(results: Results) -> str:
    document, versions = results.document, results.document["versions"]
    own = versions.get("signopt", {})
    names = {"tensorflow_cpu": "TensorFlow", "torch": "PyTorch", "libtorch": "LibTorch", "mindspore": "MindSpore"}
    others = [
        f"{names.get(name, name)} {version}"
        for family, parts in versions.items()
        if family != "signopt"
        for name, version in parts.items()
        if name in (*names, "lion-pytorch", "Eigen")
    ]
    machine = document["machine"]
    cpu = f"{machine['cpu']} ({cpu_in_words(machine['family_model_stepping'])})"
    return (
        f"{cpu}, signopt {own.get('signopt')} on {own.get('target')}, {own.get('compiler')} with {own.get('flags')}; "
        f"{', '.join(others)}. {document['date']}, the best of {document['rounds']} turns, measured by "
        f"`{document['command']}` in {document['minutes']:.0f} min; other processes had at most "
        f"{results.most_busy():.2f} of a CPU meanwhile."
    )


def bars_table(results: Results) -> List[str]:
    threads = results.threads()
    header = ["bar", *(f"{count} thread{'s' if count > 1 else ''}" for count in threads)]
    rows = [
        [bar.text, *(bars.verdict(results, bar, count).in_words() for count in threads)]
        for bar in bars.BARS
    ]
    return align([header, *rows], list(range(len(header))))


def below(ratio: float, bar: float) -> str:
    """Two digits behind the point, or three where two would look like the bar."""
    return f"{ratio:.2f}" if float(f"{ratio:.2f}") < bar else f"{ratio:.3f}"


def short_table(results: Results) -> List[str]:
    """Every row that misses a bar, with what stands in the way; under the hardest bar that it misses."""
    missed: Dict[bars.Pair, float] = {}
    for verdict in bars.verdicts(results):
        for pair in verdict.short:
            missed[pair] = max(missed.get(pair, 0), verdict.bar.least)
    if not missed:
        return ["Nothing falls short."]
    order = sorted(missed, key=lambda pair: (pair.row.threads, DTYPES.index(pair.row.dtype), pair.row.n, pair.peer))
    rows = [
        [pair.row.label(), PEERS[pair.ours].label, PEERS[pair.peer].label, below(pair.ratio, missed[pair])]
        + [f"{missed[pair]:g}", bars.limit(results, pair)]
        for pair in order
    ]
    return align([["row", "ours", "peer", "times as fast", "bar", "the limit"], *rows], [0, 1, 2, 5])


def not_ahead_count(results: Results) -> str:
    all_pairs = [pair for count in results.threads() for pair in bars.all_pairs(results, count) if pair.row.n in SIZES]
    same = [pair for pair in all_pairs if not bars.is_of_other_rule(pair)]
    other = [pair for pair in all_pairs if bars.is_of_other_rule(pair)]
    return (
        f"Of {len(same)} pairs of a row and a peer of the same rule, the peer {wins_and_draws(same)} (within 2%). "
        "Beside other rules, AdamW and SGD, only the time is compared: "
        f"of {len(other)} pairs the other {wins_and_draws(other)}."
    )


def wins_and_draws(pairs: List[bars.Pair]) -> str:
    wins = sum(pair.ratio < 1 - bars.DRAW for pair in pairs)
    draws = sum(1 - bars.DRAW <= pair.ratio < 1 + bars.DRAW for pair in pairs)
    return f"wins {wins} and draws {draws}"


def rule_table(results: Results, rule: str) -> List[str]:
    rows = sorted(
        (row for row in results.rows(rule=rule) if row.n != SMALLEST),
        key=lambda row: (row.threads, DTYPES.index(row.dtype), row.n),
    )
    there = [peer for peer in PEERS if any(results.time(row, peer) for row in rows)]
    header = ["dtype", "elements", "threads", *(PEERS[peer].label for peer in there)]
    lines = [
        [row.dtype, size_label(row.n), str(row.threads)] + [billions(results, row, peer) for peer in there]
        for row in rows
    ]
    return align([header, *lines], [0])


def call_table(results: Results) -> List[str]:
    """What a call costs on one element, and which part of a call that is on more."""
    one = Row(1, "float32", SMALLEST, "add_sign")
    lines = []
    for peer in results.peers_in(one):
        base = results.time(one, peer)
        times = [results.time(one._replace(n=n), peer) for n in SIZES]
        shares = [f"{min(1, base / seconds):.1%}" if seconds else ABSENT for seconds in times]
        lines.append([PEERS[peer].label, nanoseconds(base), nanoseconds(times[0]) if times[0] else ABSENT, *shares])
    header = ["AddSign, float32, one thread", "ns, 1 element", "ns, 1K"] + [f"share at {size_label(n)}" for n in SIZES]
    return align([header, *lines], [0])


def python_share(results: Results) -> str:
    one = Row(1, "float32", SMALLEST, "add_sign")
    eager, libtorch = results.time(one, "torch_eager"), results.time(one, "libtorch")
    if not (eager and libtorch):
        return ""
    return (
        f"Python's own share of PyTorch's eager call is what it takes longer than the same operators called from C++: "
        f"{nanoseconds(eager - libtorch)} of {nanoseconds(eager)} ns on one element."
    )


def agreement_table(results: Results) -> List[str]:
    """The largest difference of any size and number of threads."""
    worst: Dict[tuple, Dict[str, Dict[str, float]]] = {}
    for row, cells in results.cells.items():
        for peer, cell in cells.items():
            if "compared" not in cell:
                continue
            key = (row.rule, peer, row.dtype, cell["compared"]["against"])
            known = worst.setdefault(key, {name: {"differ": 0, "ulps": 0} for name in ("var", "m")})
            for name, of in known.items():
                for what in of:
                    of[what] = max(of[what], cell["compared"][name][what])
    lines = []
    for rule in RULES:
        for peer in PEERS:
            found = {dtype: (against, of) for (r, p, dtype, against), of in worst.items() if (r, p) == (rule, peer)}
            if found:
                cells = [agreed(*found[dtype]) if dtype in found else ABSENT for dtype in DTYPES]
                lines.append([RULE_NAMES[rule], PEERS[peer].label, *cells])
    return align([["rule", "peer", *DTYPES], *lines], list(range(2 + len(DTYPES))))


def agreed(against: str, found: Dict[str, Dict[str, float]]) -> str:
    return agreement.in_words(found) + (" as 16-bit arithmetic" if against == NATIVE else "")


def step_table(results: Results) -> List[str]:
    rows = sorted(results.rows(rule="step"), key=lambda row: (row.threads, row.n))
    header = ["elements", "threads", "signopt", "LibTorch AdamW", "torch fused AdamW", "times LibTorch"]
    lines = []
    for row in rows:
        own, other = results.time(row, OURS), results.time(row, "libtorch")
        lines.append(
            [size_label(row.n), str(row.threads)]
            + [billions(results, row, peer) for peer in (OURS, "libtorch", "torch_adamw")]
            + [number(other / own) if own and other else ABSENT]
        )
    return align([header, *lines], [])


def readme_table(results: Results) -> List[str]:
    first = Row(1, "float32", SIZES[0], "add_sign")
    header = ["one thread", *(f"{dtype} {size_label(n)}" for dtype, n in README_COLUMNS), "ns a call, 1K float32"]
    lines = []
    for peers in README_LINES:
        speeds = [billions(results, Row(1, dtype, n, "add_sign"), *peers) for dtype, n in README_COLUMNS]
        speed = results.best_speed(first, peers)
        lines.append([PEERS[peers[0]].label, *speeds, nanoseconds(first.n / speed) if speed else ABSENT])
    return align([header, *lines], [0])
