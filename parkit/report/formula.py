r"""Formulas as MathML, which browsers draw themselves: no script, no font and no picture.

The notation is the small part of LaTeX that the methods need: ``\frac{a}{b}``, ``\sqrt{a}``, ``\bar{a}``, ``\hat{a}``,
``_`` and ``^`` before one sign or a ``{group}``, ``\{`` and ``\}`` for braces to be seen, and words in double quotes.
Every other sign stands for itself: ``Σ``, ``·``, ``≥``. Two letters or more are a name (``max``), one is a quantity.
"""

import re
from typing import Final

from markupsafe import Markup, escape

COMMANDS: Final = {
    r"\frac": (2, "<mfrac>{}{}</mfrac>"),
    r"\sqrt": (1, "<msqrt>{}</msqrt>"),
    r"\bar": (1, '<mover>{}<mo stretchy="true">‾</mo></mover>'),
    r"\hat": (1, '<mover accent="true">{}<mo stretchy="false">^</mo></mover>'),
}
LIMITS: Final = {"Σ", "∏", "max", "min", "med"}

_TOKEN: Final = re.compile(r'\\[a-z]+|\\[{}]|"[^"]*"|\d+(?:\.\d+)?|[A-Za-z]+|\S')
_TAGS: Final = {"_": "msub", "^": "msup", "_^": "msubsup"}
_LIMIT_TAGS: Final = {"_": "munder", "^": "mover", "_^": "munderover"}


def mathml(formula: str) -> Markup:
    r"""Return one formula as a block of MathML.

    Parameters
    ----------
    formula : str
        In the notation of this module.

    Raises
    ------
    ValueError
        A brace is not closed or not opened, or a command is not known.

    Examples
    --------
    >>> print(mathml(r"r = \frac{p}{m}"))
    <math display="block"><mi>r</mi><mo>=</mo><mfrac><mi>p</mi><mi>m</mi></mfrac></math>
    """
    tokens = _TOKEN.findall(formula)[::-1]  # the next sign is the last of the list
    try:
        row = _row(tokens)
    except IndexError as error:
        message = f"formula {formula!r}: something is missing at the end"
        raise ValueError(message) from error
    if tokens:
        message = f"formula {formula!r}: a closing brace without an opening one"
        raise ValueError(message)
    return Markup(f'<math display="block">{row}</math>')  # noqa: S704  every sign is escaped in _leaf


def _row(tokens: list[str]) -> str:
    parts = []
    while tokens and tokens[-1] != "}":
        parts.append(_with_scripts(tokens))
    return "".join(parts)


def _with_scripts(tokens: list[str]) -> str:
    """Read one part and the indices and exponents that follow it."""
    tags = _LIMIT_TAGS if tokens[-1] in LIMITS else _TAGS
    base = _part(tokens)
    scripts: dict[str, str] = {}
    while tokens and tokens[-1] in _TAGS and tokens[-1] not in scripts:
        mark = tokens.pop()
        scripts[mark] = _part(tokens)
    marks = "".join(mark for mark in "_^" if mark in scripts)
    return f"<{tags[marks]}>{base}{''.join(scripts[mark] for mark in marks)}</{tags[marks]}>" if marks else base


def _part(tokens: list[str]) -> str:
    """Read a group, a command with its arguments, or one sign."""
    sign = tokens.pop()
    if sign == "{":
        row = _row(tokens)
        tokens.pop()
        return f"<mrow>{row}</mrow>"
    if sign.startswith("\\") and sign[1:].isalpha():
        if sign not in COMMANDS:
            message = f"formula: {sign} is not known; there are {', '.join(COMMANDS)}"
            raise ValueError(message)
        count, element = COMMANDS[sign]
        return element.format(*(_argument(tokens) for _ in range(count)))
    return _leaf(sign)


def _argument(tokens: list[str]) -> str:
    """Read an argument; a group of one part needs no row around it."""
    part = _part(tokens)
    inner = part.removeprefix("<mrow>").removesuffix("</mrow>")
    return inner if re.fullmatch(r"<(m[ino])>[^<]*</\1>", inner) else part


def _leaf(token: str) -> str:
    if token.startswith('"'):
        return f"<mtext>{escape(token[1:-1])}</mtext>"
    if token[0].isdigit():
        return f"<mn>{token}</mn>"
    token = token.removeprefix("\\")
    tag = "mi" if token.isalpha() and token not in {"Σ", "∏"} else "mo"
    return f"<{tag}>{escape(token)}</{tag}>"
