"""What is measured: sizes, dtypes, rules with their scalars, and who the peers are. The workers say what they have."""

from typing import Dict, Iterator, List, NamedTuple, Tuple

SIZES = [1024, 32768, 1 << 20, 1 << 24]
SMALLEST = 1  # a call on one element: what a call costs that computes nothing
DTYPES = ["float32", "float16", "bfloat16", "float64"]
THREADS = [1, 2]
TOO_BUSY = 0.3  # of a CPU: where other processes had more while a row was timed, the run is for no page

# In the order of the library's calls. All are exact in every dtype, so that no peer rounds them differently; and 1 -
# beta is no power of two, so that products with it are rounded.
_LR = 0.001220703125
# A step whose length is lr alone is 10 last places of a bfloat16 in [1, 2): a shorter one would compare nothing. With
# this weight decay var stays within 1 / weight_decay, however many steps a timing has.
_SIGN_LR = 0.078125
SCALARS: Dict[str, Tuple[float, ...]] = {
    "add_sign": (_LR, 1.0, 0.75, 0.90625),  # lr, alpha, sign_decay, beta
    "power_sign": (_LR, 1.0, 0.75, 0.90625),  # lr, logbase, sign_decay, beta
    "lion": (_SIGN_LR, 0.90625, 0.9765625, 0.0625),  # lr, beta1, beta2, weight_decay
    "signum": (_SIGN_LR, 0.90625, 0.0625),  # lr, beta, weight_decay
    "step": (_LR, 1.0, 0.0625),  # a whole training step on a list: lr, max_grad_norm, weight_decay
}
RULE_NAMES = {
    "add_sign": "AddSign",
    "power_sign": "PowerSign",
    "lion": "Lion",
    "signum": "Signum",
    "step": "training step",
}


class Peer(NamedTuple):
    label: str  # in tables and plots
    family: str  # the worker that has it
    is_python: bool = False
    is_other_rule: bool = False  # not the rule of the row: what people run today


OURS, NATIVE, LIST, ROOF = "signopt", "signopt_16", "signopt_list", "roof"
PEERS: Dict[str, Peer] = {
    OURS: Peer("signopt", "signopt"),
    NATIVE: Peer("signopt, 16-bit arithmetic", "signopt"),
    LIST: Peer("signopt, a list", "signopt"),
    ROOF: Peer("roof", "signopt"),
    "compiler": Peer("compiler's loop", "loops"),
    "eigen": Peer("Eigen", "loops"),
    "libtorch": Peer("LibTorch", "libtorch"),
    "torch_compile": Peer("torch.compile", "torch", True),
    "torch_eager": Peer("torch, eager", "torch", True),
    "torch_foreach": Peer("torch, _foreach", "torch", True),
    "lion_pytorch": Peer("lion-pytorch", "torch", True),
    "torch_adamw": Peer("torch's fused AdamW", "torch", True, True),
    "torch_sgd": Peer("torch's fused SGD", "torch", True, True),
    "tensorflow": Peer("TensorFlow", "tensorflow", True),
    "tensorflow_xla": Peer("TensorFlow, XLA", "tensorflow", True),
    "mindspore": Peer("MindSpore", "mindspore", True),
}


def is_other_rule(peer: str, rule: str) -> bool:
    """Whether the peer does something else than this library in the row: only the time is comparable."""
    return PEERS[peer].is_other_rule or (rule == "step" and peer != OURS)


class Row(NamedTuple):
    threads: int
    dtype: str
    n: int
    rule: str

    def label(self) -> str:
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{threads}, {self.dtype}, {size_label(self.n)}, {RULE_NAMES[self.rule]}"


def size_label(n: int) -> str:
    for unit, factor in (("M", 1 << 20), ("K", 1 << 10)):
        if n % factor == 0:
            return f"{n // factor}{unit}"
    return str(n)


def rows_of(threads: int, quick: bool) -> Iterator[Row]:
    """In the order in which they run: all rules on the arrays of one dtype and size."""
    for dtype in DTYPES:
        for n in sizes_of(dtype, threads, quick):
            for rule in rules_of(dtype, n, quick):
                yield Row(threads, dtype, n, rule)


def sizes_of(dtype: str, threads: int, quick: bool) -> List[int]:
    if quick:
        return [SIZES[0], SIZES[2]] if dtype == "float32" else [SIZES[0]]
    return [SMALLEST, *SIZES] if dtype == "float32" and threads == 1 else SIZES


def rules_of(dtype: str, n: int, quick: bool) -> List[str]:
    rules = [rule for rule in SCALARS if rule != "step" or (dtype == "float32" and n != SMALLEST)]
    if quick and not (dtype == "float32" and n == SIZES[0]):
        rules = [rule for rule in rules if rule in ("add_sign", "step")]
    return rules
