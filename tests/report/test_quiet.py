"""Notices that another one has given already: they keep their place and show nothing."""

from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode

from parkit.report.exhibit import EXHIBIT_MIME, Exhibit
from parkit.report.page import Page, export_page

Reader = Callable[[str], Any]


def notice(*, quiet: bool) -> Exhibit:
    """Make a notice."""
    sentences = ("Cần điểm theo tiêu chí.",)
    return Exhibit(id="targets", kind="missing", lang="vi", title="Chưa có điểm", sentences=sentences, quiet=quiet)


def test_a_quiet_notice_shows_nothing_and_says_so() -> None:
    """No HTML and no text, but the exhibit is there for the contract, marked as told above."""
    bundle = notice(quiet=True)._repr_mimebundle_()
    assert (bundle["text/html"], bundle["text/plain"]) == ("", "")
    assert bundle[EXHIBIT_MIME] == {
        "id": "targets",
        "kind": "missing",
        "title": "Chưa có điểm",
        "lang": "vi",
        "rows": 0,
        "told_above": True,
    }
    assert "told_above" not in notice(quiet=False)._repr_mimebundle_()[EXHIBIT_MIME]  # type: ignore[operator]


def test_a_section_of_quiet_notices_is_left_out(notebook: NotebookNode, read_html: Reader) -> None:
    """The heading goes with them; with a notice that speaks it stays."""
    for quiet in (True, False):
        for cell in notebook["cells"]:
            for output in cell.get("outputs", ()):
                if output["data"].get(EXHIBIT_MIME, {}).get("id") in ("ranks", "targets"):
                    output["data"].update(notice(quiet=quiet)._repr_mimebundle_())
        page = read_html(export_page(notebook, lang="vi", page=Page(scheme_name="x", year=2018)))
        assert ("Chưa có điểm" in " ".join(page.words())) != quiet
        assert (page.words("h2").count("Xếp hạng") == 1) == quiet
