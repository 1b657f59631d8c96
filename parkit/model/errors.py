"""Errors that a person can act on: what is wrong, where, what was expected, the closest match, what to do.

The wording lives in ``words/error.toml`` in both languages; the command line shows it without a traceback
and ends with the exit code of its kind. Anything that is not a ``ParkitError`` is a bug and shows its trace.
"""

import difflib
import os
from collections.abc import Iterable
from typing import ClassVar

from parkit.model.catalogue import say
from parkit.model.language import Lang, fold
from parkit.model.visible import visible


class ParkitError(Exception):
    """A mistake with a sentence. ``code`` names its entry in ``words/error.toml``."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, /, **fields: object) -> None:
        """Keep the code and the fields; the sentence is made when it is shown, in the reader's language."""
        super().__init__(code)
        self.code = code
        self.fields = fields

    def text(self, lang: Lang) -> str:
        """Return the sentence in ``lang``; what a file or a person wrote cannot steer the screen it is shown on."""
        fields = {name: visible(value) if isinstance(value, str) else value for name, value in self.fields.items()}
        return say(f"error.{self.code}", lang, **fields)

    def __str__(self) -> str:
        """Return the sentence in the language of the environment variable PARKIT_LANG, English without it."""
        return self.text(default_language())

    def _render_traceback_(self) -> list[str]:
        """Show the sentence alone in a notebook: the trace would be parkit's, and the mistake is not."""
        return [f"{type(self).__name__}: {self}"]

    def __reduce__(self) -> tuple[object, ...]:
        """Let the error travel between processes with its fields."""
        return _rebuild, (type(self), self.code, self.fields)


class UsageError(ParkitError):
    """A scheme, year, notebook or parameter that does not exist or has the wrong type."""

    exit_code = 2


class DefinitionError(ParkitError):
    """A fault in a file that defines a scheme, such as scheme.toml, framework.csv or units.csv."""

    exit_code = 3


class DataError(ParkitError):
    """Score sheets with problems that stop them."""

    exit_code = 4


class NotebookError(ParkitError):
    """A notebook that failed, or that did not produce what it promises."""

    exit_code = 5


class PublishError(ParkitError):
    """A page or site that could not be written."""

    exit_code = 6


def _rebuild(kind: type[ParkitError], code: str, fields: dict[str, object]) -> ParkitError:
    return kind(code, **fields)


def default_language() -> Lang:
    """Return the language of messages: "vi" if PARKIT_LANG says so, otherwise "en"."""
    return "vi" if os.environ.get("PARKIT_LANG", "").lower().startswith("vi") else "en"


def closest(word: str, choices: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the choices most like ``word``, best first; for suggestions only, never for matching.

    >>> closest("nam-din", ["hoa-binh", "nam-dinh"])
    ['nam-dinh', 'hoa-binh']
    """
    by_form = {fold(choice): choice for choice in choices}
    return [by_form[form] for form in difflib.get_close_matches(fold(word), by_form, n=most, cutoff=0.4)]


def listing(items: Iterable[object]) -> str:
    """Join items for a sentence, or a dash when there are none.

    >>> listing([2018, 2020])
    '2018, 2020'
    """
    return ", ".join(str(item) for item in items) or "–"
