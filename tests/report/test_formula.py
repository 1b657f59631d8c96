from collections.abc import Callable
from typing import Any

import pytest

from parkit.report.formula import mathml


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x_1 + 2.5", "<msub><mi>x</mi><mn>1</mn></msub><mo>+</mo><mn>2.5</mn>"),
        ("a_c^2", "<msubsup><mi>a</mi><mi>c</mi><mn>2</mn></msubsup>"),
        ("a^2_c", "<msubsup><mi>a</mi><mi>c</mi><mn>2</mn></msubsup>"),
        (
            "Σ_{k ∈ C} w",
            "<munder><mo>Σ</mo><mrow><mi>k</mi><mo>∈</mo><mi>C</mi></mrow></munder><mi>w</mi>",
        ),
        (r"\sqrt{n}", "<msqrt><mi>n</mi></msqrt>"),
        (r"\frac{x + 1}{n}", "<mfrac><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><mi>n</mi></mfrac>"),
        (r"\{ i \}", "<mo>{</mo><mi>i</mi><mo>}</mo>"),
        ('"hạng"_i', "<msub><mtext>hạng</mtext><mi>i</mi></msub>"),
        ("min(r)", "<mi>min</mi><mo>(</mo><mi>r</mi><mo>)</mo>"),
        ("a < b & c", "<mi>a</mi><mo>&lt;</mo><mi>b</mi><mo>&amp;</mo><mi>c</mi>"),
    ],
)
def test_notation(formula: str, expected: str) -> None:
    """Each sign of the notation becomes the element of MathML that means it."""
    assert mathml(formula) == f'<math display="block">{expected}</math>'


def test_nested_parts_are_closed(read_html: Callable[[str], Any]) -> None:
    """Fractions in roots in fractions give balanced tags."""
    read = read_html(mathml(r"\frac{\sqrt{\frac{a_1^2}{\bar{b}}}}{\hat{c} + \frac{1}{2}}"))
    names = [tag for tag, _ in read.tags]
    assert names.count("mfrac") == 3
    assert names.count("msqrt") == 1
    assert names.count("mover") == 2


@pytest.mark.parametrize("formula", ["x_", r"\frac{a}", "{a", "a}", r"\integral{a}"])
def test_faulty_formula(formula: str) -> None:
    """What is not closed, not opened, not finished or not known is an error, not half a formula."""
    with pytest.raises(ValueError, match="formula"):
        mathml(formula)
