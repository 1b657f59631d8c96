from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from parkit.model.errors import NotebookError
from parkit.model.language import Lang
from parkit.report.table import SYMBOLS, Column, Linked, column_texts, html_table, links

Reader = Callable[[str], Any]


def test_headers(ranks: pd.DataFrame, rank_columns: tuple[Column, ...], read_html: Reader) -> None:
    """A table has a caption, a scope on every header, and one row header a row."""
    read = read_html(html_table(ranks, rank_columns, "Xếp hạng", "vi"))
    assert [head["scope"] for head in read.named("th")] == ["col"] * 4 + ["row"] * 3
    assert read.words("span")[0] == "Xếp hạng"
    assert len(read.named("caption")) == 1


@pytest.mark.parametrize(
    ("lang", "shown"), [("vi", ["94,91%", "1.234,50%", "–"]), ("en", ["94.91%", "1,234.50%", "–"])]
)
def test_numbers(ranks: pd.DataFrame, lang: Lang, shown: list[str]) -> None:
    """Numbers are rounded half away from zero and printed as readers of the language write them."""
    assert column_texts(ranks, Column("index", "", "percent"), lang) == shown


def test_alignment(ranks: pd.DataFrame, rank_columns: tuple[Column, ...], read_html: Reader) -> None:
    """Numbers and their headers are marked for alignment on the right, text is not."""
    read = read_html(html_table(ranks, rank_columns, "", "vi"))
    assert [head.get("class") for head in read.named("th")[:4]] == ["number", None, "number", None]
    assert read.named("td")[0]["class"] == "number"


def test_escaped(ranks: pd.DataFrame, rank_columns: tuple[Column, ...], read_html: Reader) -> None:
    """What looks like markup in names, labels or the caption is shown, not obeyed."""
    attack = '"><script>alert(1)</script>'
    columns = (*rank_columns, Column("unit", attack))
    read = read_html(html_table(ranks, columns, attack, "en"))
    assert read.named("script") == []
    assert read.named("b") == []
    assert attack in read.words()
    assert "Đài <b>&</b>" in read.words("th")


def test_verdicts(ranks: pd.DataFrame, rank_columns: tuple[Column, ...], read_html: Reader) -> None:
    """A verdict is a symbol and a word; the symbol is not read aloud."""
    read = read_html(html_table(ranks, rank_columns, "", "en"))
    assert [cell["class"] for cell in read.named("td") if "verdict" in cell.get("class", "")] == [
        "verdict consistent",
        "verdict impossible",
    ]
    assert {"consistent", "impossible"} <= set(read.words("td"))
    assert all(span["aria-hidden"] == "true" for span in read.named("span")[1:])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_verdict_has_a_word(lang: Lang) -> None:
    """Every verdict has a word in both languages and no two share a symbol and a word."""
    frame = pd.DataFrame({"verdict": list(SYMBOLS)})
    texts = column_texts(frame, Column("verdict", "", "verdict"), lang)
    assert len(set(texts)) == len(SYMBOLS)


def test_unknown_verdict() -> None:
    """A verdict that is not one is an error that lists those there are."""
    with pytest.raises(NotebookError, match=r"'maybe' is not a verdict.*not_checkable"):
        column_texts(pd.DataFrame({"v": ["maybe"]}), Column("v", "", "verdict"), "en")


def test_unknown_column(ranks: pd.DataFrame) -> None:
    """A column that the frame lacks is an error that lists those there are."""
    with pytest.raises(NotebookError, match=r"no column 'score'.*rank, unit, index"):
        html_table(ranks, [Column("score", "")], "", "en")


def test_decimals_as_printed() -> None:
    """A column can hold the decimals of each row, so that 94,9 and 91,85 appear as printed."""
    printed = pd.DataFrame({"value": [94.9, 91.85, None], "decimals": [1, 2, None]})
    assert column_texts(printed, Column("value", "", "number", "decimals"), "vi") == ["94,9", "91,85", "–"]


def test_sign() -> None:
    """A change shows its direction; no change has no sign."""
    changes = pd.DataFrame({"change": [1.5, -1.5, 0.001]})
    assert column_texts(changes, Column("change", "", "number", sign=True), "en") == ["+1.50", "−1.50", "0.00"]


def test_grouped_headers(ranks: pd.DataFrame, read_html: Reader) -> None:
    """Columns of one group stand under one header; the others reach over both rows of headers."""
    columns = (
        Column("unit", "Unit"),
        Column("rank", "Rank", "rank", group="2018"),
        Column("index", "Index", group="2018"),
    )
    read = read_html(html_table(ranks, columns, "", "en"))
    unit, group, rank, index = read.named("th")[:4]
    assert (unit["scope"], unit["rowspan"]) == ("col", "2")
    assert (group["scope"], group["colspan"]) == ("colgroup", "2")
    assert (rank["scope"], index["scope"]) == ("col", "col")


def test_sections(ranks: pd.DataFrame, rank_columns: tuple[Column, ...], read_html: Reader) -> None:
    """Rows of one section stand together under its heading."""
    blocks = ranks.assign(block=["Sở", "Sở", "Huyện"])
    read = read_html(html_table(blocks, rank_columns, "", "vi", rows_by="block"))
    assert len(read.named("tbody")) == 2
    assert [head["colspan"] for head in read.named("th") if head["scope"] == "rowgroup"] == ["4", "4"]


def test_input_kept(ranks: pd.DataFrame, rank_columns: tuple[Column, ...]) -> None:
    """The frame shown is not changed."""
    before = ranks.copy(deep=True)
    html_table(ranks, rank_columns, "", "vi")
    pd.testing.assert_frame_equal(ranks, before)


def test_links_are_escaped_and_carry_ids(read_html: Reader) -> None:
    """A column of links shows text, link, id and what stands beside it; an empty one shows a dash."""
    values = [(Linked("a & b", "x.html#1", "here", "<B3>"), Linked("c")), ()]
    frame = pd.DataFrame({"place": links(values)})
    column = Column("place", "Place", "links")
    read = read_html(html_table(frame, [column], "", "en"))
    assert read.named("a") == [{"id": "here", "href": "x.html#1"}]
    assert read.words("small") == ["<B3>"]
    assert column_texts(frame, column, "en") == ["a & b <B3>, c", "–"]


def test_a_long_word_may_break() -> None:
    """A hash in a sentence does not push the table off the page; common text is left as it is."""
    frame = pd.DataFrame({"file": ["a"], "said": ["hash " + "0" * 64], "code": ["0" * 64]})
    columns = [Column("file", ""), Column("said", ""), Column("code", "", "hash")]
    shown = html_table(frame, columns, "", "en")
    assert shown.count('<td class="long">') == 1
    assert shown.count('<td class="hash">') == 1
