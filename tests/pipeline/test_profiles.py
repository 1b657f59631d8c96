"""Profiles built for real: pages that hang together, two printed sheets at most, rebuilt only if something changed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from parkit.pipeline.plan import Report, make_plan
from parkit.pipeline.run import run
from parkit.pipeline.why import explain
from tests.report.conftest import Reading

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
UNITS = ("so-tai-chinh", "so-y-te")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("profiles")]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with Hà Tĩnh's table and three profiles of it, two in Vietnamese and one in English."""
    root = tmp_path_factory.mktemp("profiles")
    shutil.copytree(ROOT / "data" / "raw" / "ha-tinh-ddci", root / "data" / "raw" / "ha-tinh-ddci")
    (root / "notebooks").mkdir()
    for name in ("20_rankings", "50_unit_profile"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", root / "notebooks")
    for plan in (plan_of(root, "vi", *UNITS), plan_of(root, "en", UNITS[0])):
        assert run(plan, lang="en", echo=print, jobs=2) == 0
    return root


def plan_of(root: Path, lang: str, *units: str) -> tuple[Report, ...]:
    """Return the plan of some profiles in a language."""
    return make_plan(root, langs=[lang], units=units)  # type: ignore[list-item]


def test_a_profile_is_a_whole_page(built: Path) -> None:
    """Balanced, with unique ids, one first heading that names the unit, drawings described, headers with scopes."""
    for report, name in (
        (plan_of(built, "vi", UNITS[0])[0], "Sở Tài chính – Hồ sơ đơn vị"),
        (plan_of(built, "en", UNITS[0])[0], "Department of Finance – Unit profile"),
    ):
        page = Reading(report.page.read_text(encoding="utf-8"))
        assert page.words("h1") == [name]
        assert [tag for tag, _ in page.tags if tag in ("h1", "h2", "h3")][:2] == ["h1", "h2"]
        drawings = page.named("svg")
        assert drawings
        assert all(drawing["role"] == "img" and drawing["aria-labelledby"] for drawing in drawings)
        assert all(header["scope"] for header in page.named("th"))
        assert not [address for address in page.every("href") + page.every("src") if address.startswith("http")]


def test_links_between_profiles_lead_to_pages(built: Path) -> None:
    """Every link to another unit or the other language is a page that is there, but for languages not built."""
    first, second = plan_of(built, "vi", *UNITS)
    page = Reading(first.page.read_text(encoding="utf-8"))
    addresses = (address for address in page.every("href") if not re.search("#|^data:", address))
    targets = {(first.page.parent / address).resolve() for address in addresses}
    assert second.page.resolve() in targets
    assert plan_of(built, "en", UNITS[0])[0].page.resolve() in targets
    assert {target for target in targets if not target.is_file()} == set()


def test_what_is_built_is_not_built_again(built: Path) -> None:
    """Nothing to do after the run; a changed table runs the profiles again, and why says so."""
    lines: list[str] = []
    plan = plan_of(built, "vi", *UNITS)
    explain(plan, lang="en", echo=lines.append)
    assert lines == ["2 reports: 0 run again, 0 only set anew, 2 up to date."]
    sheet = next((built / "data" / "raw" / "ha-tinh-ddci" / "2021").glob("*.csv"))
    kept = sheet.read_bytes()
    sheet.write_bytes(kept + b"\n")
    explain(plan, lang="en", echo=lines.append)
    sheet.write_bytes(kept)
    assert lines[1].startswith("vi ha-tinh-ddci 2021 50_unit_profile so-tai-chinh: runs again, the data changed: 2021/")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_profile_prints_on_two_sheets_at_most(built: Path, tmp_path: Path) -> None:
    """Chromium prints the page, code and details hidden, on one or two A4 sheets."""
    page, sheet = plan_of(built, "vi", UNITS[0])[0].page, tmp_path / "profile.pdf"
    command = [
        str(CHROMIUM),
        *QUIET,
        f"--user-data-dir={tmp_path / 'browser'}",
        f"--print-to-pdf={sheet}",
        page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", sheet.read_bytes())) <= 2
