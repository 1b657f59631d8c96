import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from parkit.model.errors import NotebookError
from parkit.model.language import Lang
from parkit.report.exhibit import EXHIBIT_MIME, Column, Download, Exhibit

Reader = Callable[[str], Any]

ATTACK = '"><script>alert(1)</script>'
ALT = "Biểu đồ thanh của hai lĩnh vực, 70 và 100."
DATA = pd.DataFrame({"area": ["A", "B"], "index": [70.0, 100.0]})
COLUMNS = (Column("area", "Lĩnh vực"), Column("index", "Chỉ số", "number"))


def make(**fields: Any) -> Exhibit:  # noqa: ANN401  one of many fields
    """Make a figure that is right but for ``fields``."""
    right = {"id": "areas", "kind": "figure", "title": "Lĩnh vực A thấp nhất", "lang": "vi", "alt": ALT}
    return Exhibit(**{**right, "svg": "<svg></svg>", "data": DATA, "columns": COLUMNS, **fields})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"id": "Lĩnh vực"}, "'linh-vuc'"),
        ({"id": ""}, "lower-case ASCII"),
        ({"title": " "}, "no title"),
        ({"alt": ""}, "lacks a description"),
        ({"alt": "Biểu đồ"}, "at least 20 characters"),
        ({"title": ALT}, "not the title again"),
        ({"svg": ""}, "no SVG drawing"),
        ({"data": None}, "no data"),
        ({"data": DATA.iloc[:0]}, "no data"),
        ({"columns": ()}, "no data or no columns"),
        ({"data": DATA.assign(index=float("nan"))}, "every numeric cell is empty"),
        ({"columns": (Column("score", ""),)}, "no column 'score'"),
        ({"kind": "sentences"}, "no sentence"),
        ({"kind": "missing", "sentences": ("",)}, "an empty one"),
    ],
)
def test_refused(fields: dict[str, Any], sentence: str) -> None:
    """An exhibit that is empty, has no text or no description cannot be made; the error says what to do."""
    with pytest.raises(NotebookError, match=sentence) as caught:
        make(**fields)
    assert caught.value.text("vi") != caught.value.text("en")


def test_text_table_needs_no_number() -> None:
    """A table of words, such as a list of problems, is not empty for want of numbers."""
    assert make(kind="table", columns=COLUMNS[:1]).kind == "table"


def test_figure(read_html: Reader) -> None:
    """A figure has its finding as caption, the data table behind it, its notes and source."""
    read = read_html(make(source="Thông báo 2018", notes=("Số in.",)).to_html())
    (figure,) = read.named("figure")
    assert figure["id"] == "areas"
    assert figure["aria-labelledby"] == read.named("figcaption")[0]["id"]
    assert read.words("figcaption") == ["Lĩnh vực A thấp nhất"]
    assert read.words("summary") == ["Bảng số liệu của hình"]
    assert [len(read.named(tag)) for tag in ("details", "table", "caption")] == [1, 1, 1]
    assert {"100,00", "Số in.", "Nguồn: Thông báo 2018"} <= set(read.words())


@pytest.mark.parametrize(("lang", "word"), [("vi", "Chưa có số liệu:"), ("en", "Not available:")])
def test_missing(lang: Lang, word: str, read_html: Reader) -> None:
    """What is missing is said in a notice, with the reason."""
    notice = Exhibit(id="ranks", kind="missing", lang=lang, title="Điểm đơn vị", sentences=("Chỉ có số của khối.",))
    read = read_html(notice.to_html())
    assert read.words() == [word, "Điểm đơn vị", "Chỉ có số của khối."]


def test_sentences(read_html: Reader) -> None:
    """Two sentences are paragraphs, three or more a list."""
    two = make(kind="sentences", sentences=("Một.", "Hai."))
    three = make(kind="sentences", sentences=("Một.", "Hai.", "Ba."))
    assert read_html(two.to_html()).words("p")[1:] == ["Một.", "Hai."]
    assert read_html(three.to_html()).words("li") == ["Một.", "Hai.", "Ba."]


def test_numbers_of_sentences_stand_in_a_table_behind_them() -> None:
    """Sentences with data have their table behind a click and offer it as a file; those without have neither."""
    html = make(kind="sentences", sentences=("Một.",)).to_html()
    assert "<summary>Bảng số của các câu</summary>" in html
    assert ">Tải các số này (CSV)</a>" in html
    assert html.index("Một.") < html.index("<table>")
    bare = make(kind="sentences", sentences=("Một.",), data=None, columns=()).to_html()
    assert "<table>" not in bare
    assert "download" not in bare


@pytest.mark.parametrize("kind", ["figure", "table", "sentences", "missing"])
def test_escaped(kind: str, read_html: Reader) -> None:
    """What looks like markup in any text of an exhibit is shown, not obeyed."""
    data = DATA.assign(area=ATTACK)
    texts = {"title": ATTACK, "sentences": (ATTACK,), "source": ATTACK, "notes": (ATTACK,)}
    read = read_html(make(kind=kind, data=data, **texts).to_html())
    assert read.named("script") == []
    assert any(ATTACK in text for text in read.words())


def test_addresses_are_links(read_html: Reader) -> None:
    """A web address in the source is a link, without the full stop after it."""
    read = read_html(make(source="Xem https://example.vn/a?b=1&c=2. Hết.").to_html())
    assert [link["href"] for link in read.named("a") if "download" not in link] == ["https://example.vn/a?b=1&c=2"]


def test_no_script_address(read_html: Reader) -> None:
    """Only web addresses become links."""
    read = read_html(make(source="javascript:alert(1)").to_html())
    assert [link for link in read.named("a") if "download" not in link] == []


def test_bundle() -> None:
    """Notebooks keep an exhibit as HTML, as text, and as facts for the output contract."""
    bundle = make(kind="table", source="Thông báo")._repr_mimebundle_()
    assert bundle[EXHIBIT_MIME] == {
        "id": "areas",
        "kind": "table",
        "title": "Lĩnh vực A thấp nhất",
        "lang": "vi",
        "rows": 2,
    }
    json.dumps(bundle)
    assert str(bundle["text/plain"]).splitlines()[2:5] == [
        "Lĩnh vực  Chỉ số",
        "A          70,00",
        "B         100,00",
    ]


def test_own_data() -> None:
    """An exhibit keeps the data as they were, and its fields cannot be replaced."""
    data = DATA.copy()
    exhibit = make(kind="table", data=data)
    data.loc[0, "area"] = "changed"
    assert "changed" not in exhibit.to_html()
    with pytest.raises(dataclasses.FrozenInstanceError):
        exhibit.title = "other"  # type: ignore[misc]


def test_quiet_notice_keeps_its_place_and_shows_nothing() -> None:
    """A notice that another one speaks for is in the notebook under its id, without a word on the page."""
    told = make(kind="missing", sentences=("As above.",), data=None, columns=(), alt="", svg="", quiet=True)
    bundle = told._repr_mimebundle_()
    assert bundle["text/html"] == bundle["text/plain"] == ""
    assert bundle[EXHIBIT_MIME]["id"] == "areas"


def test_long_table_folds_and_a_short_one_does_not(read_html: Reader) -> None:
    """Above the limit a folded table stands behind its title; all its rows are there."""
    long = pd.concat([DATA] * 21, ignore_index=True)
    folded = make(kind="table", data=long, folded=True, alt="", svg="").to_html()
    assert read_html(folded).every("id") == ["areas", "areas-title"]
    assert "<summary>Mở bảng (42 dòng)</summary>" in folded
    assert folded.count("<tr>") == 43
    assert "<details" not in make(kind="table", folded=True, alt="", svg="").to_html()


def test_file_of_an_exhibit_is_in_the_page() -> None:
    """A link saves the very bytes under the name, without a network; name and label are escaped."""
    file = Download(name='a".zip', label="<b>Tải</b>", content=b"\x00\xff")
    html = make(downloads=(file,)).to_html()
    assert '<a download="a&quot;.zip" href="data:application/zip;base64,AP8=">&lt;b&gt;Tải&lt;/b&gt;</a>' in html
