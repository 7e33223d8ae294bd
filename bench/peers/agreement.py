"""What each peer's result has to be, beside this library's: bit for bit where that is known, and close elsewhere.

Known of MindSpore 2.7 and TensorFlow 2.21 from 49,000 and 22,000 elements (tests/golden), of lion-pytorch's var from
4,096. MindSpore's PowerSign computes float16 arrays in float16, and passes float64 arrays through float32. TensorFlow
computes 16-bit arrays in 16 bits, compiled by XLA too. Everyone else rounds in another order, or fuses multiplications
and additions.
"""

from typing import Dict, List, NamedTuple, Optional

from plan import LIST, NATIVE, OURS, ROOF, is_other_rule

EPSILON_BITS = {"float32": 24, "float64": 53}
# Last places of the smaller dtype's result after three steps, which may have cancelled to a tenth of what was added.
CLOSE = 8.0


class Expected(NamedTuple):
    against: str  # which of this library's results
    var: float  # how many last places it may be off; 0: the same bits
    m: float


def expected(peer: str, rule: str, dtype: str) -> Optional[Expected]:
    """None where there is nothing to compare."""
    if peer in (OURS, NATIVE) or peer == ROOF or is_other_rule(peer, rule):
        return None
    is_narrow = dtype in ("float16", "bfloat16")
    if peer == LIST:
        return Expected(OURS, 0, 0)
    if peer == "tensorflow_xla" and is_narrow:
        return Expected(NATIVE, CLOSE, CLOSE)
    if peer == "tensorflow":
        bound = 0 if rule == "add_sign" else CLOSE
        return Expected(NATIVE if is_narrow else OURS, bound, 0)
    if peer == "mindspore":
        if rule == "power_sign" and dtype == "float64":
            through_float32 = CLOSE * 2.0 ** (EPSILON_BITS["float64"] - EPSILON_BITS["float32"])
            return Expected(OURS, through_float32, through_float32)
        return Expected(NATIVE if rule == "power_sign" and is_narrow else OURS, 0, 0)
    if peer == "lion_pytorch" and not is_narrow:
        return Expected(OURS, 0, CLOSE)
    return Expected(OURS, CLOSE, CLOSE)


def faults(found: Dict[str, Dict[str, float]], wanted: Expected) -> List[str]:
    """What is wrong with a comparison, as the workers' `compare` gives it."""
    wrong = []
    for name, bound in (("var", wanted.var), ("m", wanted.m)):
        if bound == 0 and found[name]["differ"] > 0:
            wrong.append(f"{found[name]['differ']} elements of {name} have other bits")
        elif found[name]["ulps"] > bound:
            wrong.append(f"{name} is off by {found[name]['ulps']:g} last places, {bound:g} are allowed")
    return wrong


def in_words(found: Dict[str, Dict[str, float]]) -> str:
    """The largest differences of var and m in last places; 0 where all bits are the same."""
    if not found["var"]["differ"] and not found["m"]["differ"]:
        return "same bits"
    return " / ".join(f"{found[name]['ulps']:.3g}" if found[name]["differ"] else "0" for name in ("var", "m"))
