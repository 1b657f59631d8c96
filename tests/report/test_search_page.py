from collections.abc import Callable, Iterator
from typing import Any

from parkit.report.search_page import Entry, Found, search_entries, search_page
from tests.conftest import TinyProject

Reader = Callable[[str], Any]
REPORT = Found(
    path="vi/tinh-nho/2018/10_overview.html",
    scheme="tinh-nho",
    scheme_name="Chỉ số tỉnh Nhỏ",
    year=2018,
    title="Tổng quan",
    said={"parameters": ["Tham số"], "block-table": ["Khối sở đạt 82,50%", "Câu thứ hai"]},
)
PLACES = ("units.html", "2018/downloads/index.html", "2018/sources/framework.html")
THERE = frozenset(f"vi/tinh-nho/{place}" for place in PLACES)


def entries(tiny: TinyProject) -> Iterator[Entry]:
    """Return what there is to find in the tiny scheme."""
    return search_entries(tiny.root, [REPORT], (), THERE, "vi")


def test_everything_is_listed(tiny: TinyProject) -> None:
    """Reports, findings, units with their short names, criteria and downloads are found, each at its place."""
    found = {(entry.kind, entry.text): entry.path for entry in entries(tiny)}
    assert found["report", "Tổng quan"] == "vi/tinh-nho/2018/10_overview.html"
    assert found["exhibit", "Khối sở đạt 82,50%"] == "vi/tinh-nho/2018/10_overview.html#block-table"
    assert found["unit", "Sở Nội vụ (Sở NV)"] == "vi/tinh-nho/units.html#so-noi-vu"
    assert found["criterion", "2 Cải cách thể chế"] == "vi/tinh-nho/2018/sources/framework.html#line-2"
    assert found["data", "Số liệu tải về"] == "vi/tinh-nho/2018/downloads/index.html"
    assert ("exhibit", "Tham số") not in found


def test_only_pages_that_are_there(tiny: TinyProject) -> None:
    """Nothing leads to a page that was not made."""
    listed = search_entries(tiny.root, [REPORT], (), frozenset(), "vi")
    assert {entry.path.partition("#")[0] for entry in listed} == {"vi/tinh-nho/2018/10_overview.html"}


def test_complete_without_script(tiny: TinyProject, read_html: Reader) -> None:
    """The list stands in the page; the box waits for the script; texts are escaped; results are told politely."""
    hostile = Entry(kind="unit", text="<script>alert(1)</script>", where="x", path="vi/a/units.html#b")
    read = read_html(search_page([*entries(tiny), hostile], lang="vi", has_methods=False))
    assert "Sở Nội vụ (Sở NV)" in read.words("a")
    assert "<script>alert(1)</script>" in read.words("a")
    form = next(tag for tag in read.named("form"))
    assert "hidden" in form
    assert [tag["data-none"] for tag in read.named("p") if tag.get("role") == "status"]
    assert len(read.named("script")) == 2


def test_scripts_are_those_of_the_policy(tiny: TinyProject) -> None:
    """The page's policy names both scripts by their hashes and allows nothing else."""
    page = search_page(entries(tiny), lang="vi", has_methods=False)
    policy = page.partition("Content-Security-Policy")[2].partition(">")[0]
    assert policy.count("sha256-") == 2
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
