"""What docs/semantics.md says of other systems, and the probe that tries it there.

A row of a table stands here in its first two columns, as the page has them; a sentence as a part of it. So whatever the
page changes, adds or drops has to be changed here too, and tried. What the page says of this library in the third
column, the library's own tests hold it to.
"""

from typing import List, NamedTuple

MINDSPORE_HEADING = "## Where it differs from MindSpore"
TENSORFLOW_HEADING = "## Where it differs from TensorFlow"
RULES_HEADING = "## The other rules"


class Claim(NamedTuple):
    heading: str  # of the section
    text: str  # "first column | second column" of a row, or a part of a sentence
    family: str
    probe: str
    is_row: bool = True


def _rows(heading: str, family: str, *pairs) -> List[Claim]:
    return [Claim(heading, text, family, probe) for text, probe in pairs]


CLAIMS: List[Claim] = [
    *_rows(
        MINDSPORE_HEADING,
        "mindspore",
        ("integers, bfloat16 values as scalars | TypeError", "integer_and_bfloat16_scalars"),
        ("bfloat16 arrays | not supported", "bfloat16_arrays"),
        ("empty arrays | fail", "empty_arrays"),
        ("scalar shapes | () and (1,)", "scalar_shapes"),
        ("float64 arrays with a plain or float32 lr or alpha | computed in float32", "float64_with_narrow_scalars"),
        ("`ApplyPowerSign`: float64 arrays | pass through float32", "power_sign_float64"),
        ("`ApplyPowerSign`: float16 arrays with plain numbers | computed in float16", "power_sign_float16"),
        ("`ApplyPowerSign`: float16 arrays with float32 tensors as scalars | TypeError", "power_sign_float32_scalars"),
        ("`ApplyPowerSign`: some denormal numbers | flushed to 0", "power_sign_denormals"),
        (
            "one of `sign_decay`, `beta` a float16 tensor, the other plain | both are rounded to float16",
            "pair_of_scalars",
        ),
        (
            "bool, strings, integer tensors; a float64 grad beside a narrower var | TypeError",
            "other_scalars_and_wide_grad",
        ),
        (
            "var and m of different dtypes, up to float32; a float32 grad beside a 16-bit var | TypeError",
            "storages_of_their_own",
        ),
    ),
    Claim(MINDSPORE_HEADING, "results agree bit for bit", "mindspore", "agrees_otherwise", False),
    Claim(MINDSPORE_HEADING, "of MindSpore 2.7 on CPU", "mindspore", "version", False),
    *_rows(
        TENSORFLOW_HEADING,
        "tensorflow",
        ("denormal numbers | flushed to 0, as TensorFlow's threads run", "denormals"),
        ("sign(NaN) | NaN", "sign_of_nan"),
        ("16-bit arrays | every operation is rounded to 16 bits", "sixteen_bits"),
        ("the shape of `sign_decay` | the check looks at that of `alpha`", "shape_of_sign_decay"),
    ),
    Claim(
        TENSORFLOW_HEADING,
        "results agree bit for bit in float16, bfloat16, float32 and float64",
        "tensorflow",
        "agrees_otherwise",
        False,
    ),
    Claim(TENSORFLOW_HEADING, "of TensorFlow 2.21 on CPU", "tensorflow", "version", False),
    Claim(
        TENSORFLOW_HEADING,
        "`ResourceApplyPowerSign` computes `(lr * e(s)) * grad`, in another order",
        "tensorflow",
        "power_sign_order",
        False,
    ),
    Claim(
        TENSORFLOW_HEADING,
        "gives equal elements different last places in its vectors and in their remainder",
        "tensorflow",
        "power_sign_remainder",
        False,
    ),
    Claim(RULES_HEADING, "var is that of lion-pytorch 0.2.5", "torch", "lion_var", False),
    Claim(RULES_HEADING, "PyTorch's own m", "torch", "lion_m_is_fused", False),
]
