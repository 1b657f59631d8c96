"""Every sentence parkit says to a person, in Vietnamese and English, from the TOML files in ``words/``.

A key is the file's name and the entry's name: ``error.unknown_scheme``. Fields are filled with ``str.format``.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from parkit.model.language import Lang

WORDS_FOLDER: Final = Path(__file__).parent / "words"


@cache
def entries(stem: str) -> dict[str, dict[str, str]]:
    """Return the entries of ``words/<stem>.toml``; each maps a language to its wording."""
    with (WORDS_FOLDER / f"{stem}.toml").open("rb") as file:
        return tomllib.load(file)


def has(key: str) -> bool:
    """Tell whether the catalogue holds ``key``.

    >>> has("error.unknown_scheme"), has("error.nonsense")
    (True, False)
    """
    stem, _, entry = key.partition(".")
    return (WORDS_FOLDER / f"{stem}.toml").is_file() and entry in entries(stem)


def say(key: str, lang: Lang, /, **values: object) -> str:
    """Return the wording of ``key`` in ``lang`` with its fields filled in.

    Raises
    ------
    KeyError
        The key is not in the catalogue, or a field of the wording has no value.

    Examples
    --------
    >>> say("error.unknown_choice", "en", what="lang", found="fr", choices="vi, en")
    "lang 'fr' is not one of: vi, en."
    """
    stem, _, entry = key.partition(".")
    return entries(stem)[entry][lang].format(**values)
