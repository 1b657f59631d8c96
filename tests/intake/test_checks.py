from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import TinyProject


def cut_off(tiny: "TinyProject", more: str = "") -> None:
    """Declare that the table of 2018 is not all there should be."""
    missing = 'missing = { vi = "Danh sách đứt đoạn", en = "The listing breaks off" }'
    partial = f'files = ["2018/scores.csv"]\ncomplete = false\n{missing}'
    tiny.replace("SOURCES.toml", "files = []\ncomplete = true", partial)
    tiny.write("SOURCES.toml", (tiny.folder / "SOURCES.toml").read_text(encoding="utf-8") + more)


def test_a_cut_off_listing_is_named_with_its_counts(tiny: "TinyProject") -> None:
    """How many units a block lists and should list stands in the sentence; units left out are not told one by one."""
    cut_off(tiny, "units_expected = { so = 19 }\n")
    tiny.replace("2018/scores.csv", "Sở Y tế;8,25;5\n", "")
    assert tiny.told("listing_incomplete", severity="warning") == (
        "2018/scores.csv Units are missing. In the file: Departments 1, Districts 1; in the whole listing: "
        "Departments 19. The listing breaks off."
    )
    assert tiny.read().problems["code"].tolist() == ["listing_incomplete"]


def test_a_source_may_lack_other_things_than_units(tiny: "TinyProject") -> None:
    """Without a number of units the source is told to be incomplete, with what is missing."""
    cut_off(tiny)
    assert tiny.told("source_incomplete", "vi", "warning") == (
        "2018/scores.csv Nguồn không đầy đủ. Danh sách đứt đoạn."
    )


def test_a_stopped_file_is_not_counted(tiny: "TinyProject") -> None:
    """Of a file with an error no units are counted, so no sentence says that none are there."""
    cut_off(tiny, "units_expected = { so = 19 }\n")
    tiny.replace("2018/scores.csv", "8,25", "x")
    assert tiny.read().problems["code"].tolist() == ["not_a_number", "source_incomplete"]


def test_a_block_that_no_file_lists_is_told(tiny: "TinyProject") -> None:
    """If no line of a block is anywhere, each of its units is missing."""
    tiny.replace("2018/scores.csv", "Huyện Ý Yên;9;\n", "")
    assert "'Huyện Ý Yên'" in tiny.told("unit_missing", severity="warning")


def test_a_unit_that_has_ended_is_not_missed(tiny: "TinyProject") -> None:
    """A unit that was merged before the end of the year needs no line, and its name is unknown in that year."""
    tiny.replace("units.csv", "Department of Health,,,,", "Department of Health,,,2018-06-30,so-noi-vu")
    assert tiny.problem("unknown_unit")["found"] == "Sở Y tế"
    tiny.replace("2018/scores.csv", "Sở Y tế;8,25;5\n", "")
    assert tiny.read().problems.empty


def test_a_missing_score_sheet_stops_only_its_year(tiny: "TinyProject") -> None:
    """A sheet that SOURCES.toml names and that is not there is told, and the other year is whole."""
    cut_off(tiny)
    tiny.write("2019/framework.csv", (tiny.folder / "2018/framework.csv").read_bytes())
    tiny.write("2019/scores.csv", (tiny.folder / "2018/scores.csv").read_bytes())
    (tiny.folder / "2018/scores.csv").unlink()
    assert "There is no file 2018/scores.csv." in tiny.told("missing_file")
    assert tiny.read().scores["year"].unique().tolist() == [2019]
