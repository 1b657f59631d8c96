"""What changed since the last publication, as its page says it."""

from bs4 import BeautifulSoup

from parkit.report.changes import Changes, TextChange, ValueChange
from parkit.report.changes_page import changes_page

RISE = ValueChange(
    scheme="tiny", year=2020, table="units", about="Sở A", value="index", before="68.9", after="69.4555555"
)
WORDS = TextChange(
    page="vi/tiny/2020/20_rankings.html",
    title="Xếp hạng – Chỉ số tỉnh X 2020",
    exhibit="ranking-findings",
    before=("Kết quả", "Cao nhất: Sở A", "Thấp nhất: Sở C"),
    after=("Kết quả", "Cao nhất: Sở <b>"),
)


def page(*texts: TextChange, figures: tuple[ValueChange, ...] = ()) -> BeautifulSoup:
    """Read the page of these changes in Vietnamese."""
    changes = Changes(figures=figures, texts=texts, came={}, gone={}, others=0)
    return BeautifulSoup(changes_page(changes, "vi", schemes={"tiny": "Chỉ số tỉnh X"}), "html.parser")


def shown(read: BeautifulSoup, choice: str) -> list[str]:
    """Return the texts of the elements chosen."""
    return [" ".join(each.text.split()) for each in read.select(choice)]


def test_values_have_the_scheme_by_its_name_and_two_decimals() -> None:
    """The table is called by the scheme's name and not its code, and both numbers have the same decimals."""
    read = page(figures=(RISE,))
    assert shown(read, "caption") == ["Chỉ số tỉnh X, năm 2020: 1 giá trị"]
    assert shown(read, "tbody td, tbody th") == ["Sở A", "Chỉ số (%)", "68,90", "69,46"]


def test_changed_words_are_marked_and_the_others_are_not() -> None:
    """A finding stands before and now; words that only one has are marked, lines that both have are left out."""
    read = page(WORDS)
    assert shown(read, "h3 a") == ["Xếp hạng – Chỉ số tỉnh X 2020"]
    assert shown(read, "p.before") == ["Trước: Cao nhất: Sở A Thấp nhất: Sở C"]
    assert shown(read, "del") == ["A Thấp nhất: Sở C"]
    assert shown(read, "ins") == ["<b>"]


def test_a_finding_that_is_gone_is_said_to_be() -> None:
    """Where nothing is said any more the page says that, and marks nothing."""
    gone = TextChange(page=WORDS.page, title=WORDS.title, exhibit=WORDS.exhibit, before=("Hết rồi",), after=())
    read = page(gone)
    assert shown(read, "p.before, p.after") == ["Trước: Hết rồi", "Nay: không còn nói"]
    assert read.select("del, ins") == []
