"""What this library is held to beside its peers, and whether it gets there."""

from typing import Callable, Iterator, List, NamedTuple, Optional

from plan import NATIVE, PEERS, ROOF, RULE_NAMES, SIZES, is_other_rule, size_label
from results import Pair, Results

DRAW = 0.02  # nearer to each other than this, neither is ahead

SMALL, LARGE = SIZES[0], SIZES[2:]


class Bar(NamedTuple):
    text: str
    least: float
    is_held_to: Callable[[Pair], bool]


def is_of_other_rule(pair: Pair) -> bool:
    """The time of a peer that does something else: no win or loss."""
    return is_other_rule(pair.peer, pair.row.rule)


def _is_rule(pair: Pair) -> bool:
    """A rule alone, called as most will call it: with plain numbers."""
    return pair.row.rule != "step" and pair.row.n in SIZES and pair.ours != NATIVE


BARS: List[Bar] = [
    Bar(
        "ahead of every peer of the same rule, at every size and dtype",
        1 + DRAW,
        lambda p: p.row.n in SIZES and not is_of_other_rule(p),
    ),
    Bar(
        "float32, 1M and 16M: 1.3 times torch.compile and TensorFlow",
        1.3,
        lambda p: _is_rule(p)
        and p.row.dtype == "float32"
        and p.row.n in LARGE
        and p.peer in ("torch_compile", "tensorflow", "tensorflow_xla"),
    ),
    Bar(
        "float16 with plain numbers, 1M and 16M: 1.5 times torch.compile",
        1.5,
        lambda p: _is_rule(p) and p.row.dtype == "float16" and p.row.n in LARGE and p.peer == "torch_compile",
    ),
    Bar(
        "a call on 1K elements: a tenth of LibTorch's",
        10,
        lambda p: _is_rule(p) and p.row.n == SMALL and p.peer == "libtorch",
    ),
    Bar(
        "a call on 1K elements: a fiftieth of any Python framework's",
        50,
        lambda p: _is_rule(p) and p.row.n == SMALL and PEERS[p.peer].is_python and not PEERS[p.peer].is_other_rule,
    ),
    Bar(
        "a training step (clip, decay, skip): 1.5 times LibTorch's AdamW and clip_grad_norm_, a parameter",
        1.5,
        lambda p: p.row.rule == "step" and p.peer == "libtorch",
    ),
]


class Verdict(NamedTuple):
    bar: Bar
    threads: int
    pairs: int
    short: List[Pair]  # those below the bar, the worst first
    worst: Optional[Pair]

    def in_words(self) -> str:
        if not self.worst:
            return "not measured"
        least = f"{self.worst.ratio:.2f} at least ({in_words(self.worst)})"
        if not self.short:
            return f"PASS: {least}"
        return f"falls short in {len(self.short)} of {self.pairs}: {least}"


def in_words(pair: Pair) -> str:
    row = pair.row
    return f"{PEERS[pair.peer].label}, {row.dtype} {size_label(row.n)}, {RULE_NAMES[row.rule]}"


def all_pairs(results: Results, threads: int) -> Iterator[Pair]:
    for row in results.rows(threads=threads):
        yield from results.pairs(row)


def verdict(results: Results, bar: Bar, threads: int) -> Verdict:
    held = sorted(filter(bar.is_held_to, all_pairs(results, threads)), key=lambda pair: pair.ratio)
    return Verdict(bar, threads, len(held), [p for p in held if p.ratio < bar.least], held[0] if held else None)


def verdicts(results: Results) -> List[Verdict]:
    return [verdict(results, bar, threads) for bar in BARS for threads in results.threads()]


def limit(results: Results, pair: Pair) -> str:
    """Why not more: how near this library is to the roof, and how far the roof is above the peer."""
    roof, peer = results.time(pair.row, ROOF), results.time(pair.row, pair.peer)
    of_roof = results.of_roof(pair.row, pair.ours)
    if not (roof and peer and of_roof):
        return "no roof was measured"
    return f"{of_roof:.2f} of the roof, which is {peer / roof:.2f} times the peer"
