"""Write the announcement of a scheme-year: to the screen, or to a file that appears whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from parkit.model.catalogue import say
from parkit.model.errors import UsageError
from parkit.model.language import Lang
from parkit.model.whole import write_whole
from parkit.pipeline.leftovers import remove_passing
from parkit.report.announcement import make_notice, notice_document, notice_page, notice_text
from parkit.report.study import Study

FORMATS: Final = ("text", "html", "docx")


def announce(study: Study, *, form: str, out: Path | None, lang: Lang, echo: Callable[[str], object]) -> None:
    """Write the announcement as "text", "html" or "docx"; text and html without ``out`` go to ``echo``.

    Raises
    ------
    UsageError
        A Word document without a file to write it to.
    WriteError
        The file could not be written.
    """
    if form == "docx" and out is None:
        raise UsageError("announcement_needs_file", file=f"{study.scheme.code}-{study.year}.docx")
    notice = make_notice(study)
    if form == "docx":
        content = notice_document(notice)
    else:
        content = (notice_page(notice) if form == "html" else notice_text(notice)).encode()
    if out is None:
        echo(content.decode().rstrip("\n"))
        return
    remove_passing(out.parent)
    write_whole({out: content})
    echo(say("cli.announced", lang, file=out))
