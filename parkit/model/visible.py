"""Characters that no one sees, or that turn around what one sees: refused in definitions, shown by a sign in cells.

Control characters break terminals, XML and old programs; marks of direction make "txt.exe" out of "exe.txt"; half
characters cannot be written at all. None of them is part of a Vietnamese or English text, so none passes unseen.
"""

import re
from typing import Final

_STRANGE: Final = re.compile(
    "\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # a lone return overwrites a line on a screen; control characters
    "\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"  # direction of writing, line separators
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"  # half characters, no characters, hidden tags
)


def strange_character(text: str) -> str:
    r"""Return the name of the first character that cannot be seen or cannot be trusted, or nothing.

    >>> strange_character("Sở Y tế\u202e"), strange_character("Sở Y tế")
    ('U+202E', '')
    """
    found = _STRANGE.search(text)
    return _name(found[0]) if found else ""


def strange_place(text: str) -> int:
    r"""Return where the first such character stands, -1 if there is none.

    >>> strange_place("a\x00b")
    1
    """
    found = _STRANGE.search(text)
    return found.start() if found else -1


def visible(text: str) -> str:
    r"""Return a text with each such character shown by its number, so that a reader sees that it is there.

    >>> visible("Sở\u202e Y tế\x1b[2J")
    'Sở[U+202E] Y tế[U+001B][2J'
    """
    return _STRANGE.sub(lambda found: f"[{_name(found[0])}]", text) if _STRANGE.search(text) else text


def visible_name(name: str) -> str:
    r"""Return the name of a file with every such character shown, and tabs and line ends, which no name needs.

    >>> visible_name("a\nb.csv")
    'a[U+000A]b.csv'
    """
    return re.sub(r"[\t\n\r]", lambda found: f"[{_name(found[0])}]", visible(name))


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
