import json
from collections.abc import Callable
from pathlib import Path

import pytest

from parkit.pipeline.ground import Grounds
from parkit.pipeline.index import RECORD, site_stands
from parkit.pipeline.plan import make_plan
from parkit.pipeline.run import run
from parkit.pipeline.site_parts import SitePart, make_part, site_parts

AddNotebook = Callable[..., Path]
BAD_SCORES = "Đơn vị,Chỉ số\nSở Một,190.5\nSở Hai,80.25\n"


def test_parts_of_what_is_built(root: Path, add_notebook: AddNotebook) -> None:
    """A scheme has a part for its years together and one for each year, in the languages with a report."""
    add_notebook("20_rankings", 'show("finding")')
    plan = make_plan(root)
    assert site_parts(plan) == ()
    page = root / "reports/en/thu/2018/20_rankings.html"
    page.parent.mkdir(parents=True)
    page.write_text("x")
    assert [part.key for part in site_parts(plan)] == ["en thu", "en thu 2018"]


def test_data_with_errors_are_not_handed_out(root: Path) -> None:
    """A year whose data have errors loses its files to download, and its page says why."""
    part = SitePart(root=root, lang="en", scheme="thu", year=2018)
    folder = root / "reports/en/thu/2018/downloads"
    good = make_part(part)
    assert sorted(path.name for path in folder.iterdir()) == sorted(Path(name).name for name in good.outputs)
    assert "reports" not in "".join(good.outputs)
    (root / "data/raw/thu/2018/scores.csv").write_text(BAD_SCORES, encoding="utf-8")
    assert list(make_part(part).outputs) == ["en/thu/2018/downloads/index.html"]
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    assert "1 errors" in (folder / "index.html").read_text(encoding="utf-8")


def test_a_wrong_definition_keeps_the_last_pages(root: Path) -> None:
    """A scheme that cannot be read leaves its pages as they were."""
    part = SitePart(root=root, lang="vi", scheme="thu")
    make_part(part)
    before = (part.folder / "units.html").read_bytes()
    (root / "data/raw/thu/units.csv").write_text("code\n", encoding="utf-8")
    assert make_part(part).error is not None
    assert (part.folder / "units.html").read_bytes() == before


@pytest.mark.slow
def test_what_does_not_stand_is_made_again(root: Path, add_notebook: AddNotebook) -> None:
    """After a run the site stands; a page that is gone, a changed score or a cut-off record makes it be made again."""
    add_notebook("20_rankings", 'show("finding")')
    plan = make_plan(root, years=[2018], langs=["en"])

    def stands() -> bool:
        return site_stands(plan, Grounds())

    def build() -> int:
        return run(plan, lang="en", echo=lambda _: None, jobs=2)

    assert build() == 0
    assert stands()
    for lost in ("en/thu/units.html", "en/thu/2018/downloads/thu-2018-units.csv", "en/search.html"):
        path = root / "reports" / lost
        made = path.read_bytes()
        path.unlink()
        assert not stands()
        assert build() == 0
        assert path.read_bytes() == made
    record = root / "reports" / RECORD
    kept = record.read_text(encoding="utf-8")
    record.write_text(kept[:50], encoding="utf-8")
    assert not stands()
    assert build() == 0
    assert set(json.loads(record.read_text(encoding="utf-8"))) == set(json.loads(kept))
