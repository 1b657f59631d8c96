"""What a file really is, told by its first bytes: a name is changed more easily than a format.

A web page saved as .xls, a csv renamed to .xlsx, a workbook behind a password: each gets its own sentence, which says
more than the reader of workbooks could.
"""

from pathlib import Path
from typing import Final

from parkit.intake.limits import MIB, MOST_BYTES
from parkit.intake.refusal import GridError
from parkit.model.catalogue import say
from parkit.model.language import Text

_HEAD: Final = 4096
_SIGNATURES: Final = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "compound",
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"{\\rtf": "document",
}
_PAGES: Final = (b"<!doctype html", b"<html", b"<table", b"<body", b"<head", b"<meta", b"mime-version:")
_MARKUP: Final = (b"<?xml", b"<")
_WANTED: Final = {".csv": "text", ".xlsx": "zip", ".xlsm": "zip", ".xlsb": "zip", ".ods": "zip", ".xls": "compound"}
_PASSWORD: Final = "EncryptedPackage".encode("utf-16-le")
_FEW: Final = 8
_OLD_STREAMS: Final = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How a workbook begins that very old programs wrote without a compound file around it."""


def check_kind(path: Path) -> None:
    """Refuse a file that lies elsewhere, is too large, has a password, or is not what its name ends in.

    Raises
    ------
    GridError
        ``file_elsewhere``, ``file_too_large``, ``empty_file``, ``file_with_password``, ``wrong_ending`` or
        ``unreadable_file``.
    """
    try:
        if not path.resolve().is_relative_to(path.parent.resolve()):
            raise GridError("file_elsewhere")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise GridError("unreadable_file", found=str(error.strerror)) from error
    if size > MOST_BYTES:
        raise GridError("file_too_large", found=f"{size // MIB}", expected=f"{MOST_BYTES // MIB}")
    if not head:
        raise GridError("empty_file")
    _check_ending(path, head)


def _check_ending(path: Path, head: bytes) -> None:
    wanted, found = _WANTED[path.suffix.lower()], kind_of(head)
    if found == wanted or (wanted == "compound" and head.startswith(_OLD_STREAMS)):
        return
    if found == "compound" and wanted == "zip" and _PASSWORD in path.read_bytes():
        raise GridError("file_with_password")
    if wanted == "text" and found == "markup":  # a table may begin with such a sign; its cells will tell
        return
    named = Text(vi=say(f"kind.{found}", "vi"), en=say(f"kind.{found}", "en"))
    raise GridError("wrong_ending", found=named.both(), expected=path.suffix)


def kind_of(head: bytes) -> str:
    """Return what a file is by its first bytes: a name of ``words/kind.toml``.

    >>> kind_of(b"PK and so on"), kind_of(b"<HTML><body>"), kind_of("Sở;7,5".encode())
    ('text', 'page', 'text')
    """
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_PAGES) or (start.startswith(b"<?xml") and b"<html" in start):
        return "page"
    if start.startswith(_MARKUP):
        return "markup"
    return "binary" if _is_binary(head) else "text"


def _is_binary(head: bytes) -> bool:
    """Tell whether bytes are no text; of those with zeros, as UTF-16 has them, the decoding will tell."""
    return b"\0" not in head and sum(byte < 9 or 13 < byte < 32 for byte in head) > _FEW + len(head) // 50
