from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parkit.model.errors import DefinitionError

if TYPE_CHECKING:
    from tests.conftest import TinyProject


def correct(tiny: "TinyProject", **changes: str) -> None:
    """Declare one correction of the cell B3 that holds 8,25."""
    values = {
        "file": "2018/scores.csv",
        "unit": "so-y-te",
        "criterion": "1",
        "expect": "8,25",
        "becomes": "8,5",
        "who": "Lan",
    }
    lines = [f'{key} = "{value}"\n' for key, value in (values | changes).items()]
    why = 'why = { vi = "Gõ nhầm", en = "Typing slip" }\n'
    tiny.write("corrections.toml", "[[corrections]]\n" + "".join(lines) + why)


def score(tiny: "TinyProject") -> tuple[str, float]:
    """Return state and points of the corrected cell."""
    row = tiny.read().scores.set_index(["unit", "criterion"]).loc[("so-y-te", "1")]
    return row["state"], row["points"]


def test_a_declared_correction_is_applied_and_published(tiny: "TinyProject") -> None:
    """The new value counts, and a warning shows the old one, the reason and who answers for it."""
    correct(tiny)
    assert score(tiny) == ("scored", 8.5)
    assert tiny.told("corrected", "vi", "warning") == (
        "2018/scores.csv!B3 Giá trị '8,25' được sửa theo corrections.toml. Gõ nhầm (người khai báo: Lan)."
    )


def test_a_score_can_be_set_aside(tiny: "TinyProject") -> None:
    """A score known to be wrong, without a right one, becomes missing."""
    correct(tiny, becomes="missing")
    assert score(tiny)[0] == "missing"


def test_a_correction_mends_an_error(tiny: "TinyProject") -> None:
    """An impossible score that a correction sets aside is a warning under the name of its fault, and stops nothing."""
    tiny.replace("2018/scores.csv", "8,25", "50")
    correct(tiny, expect="50", becomes="missing")
    assert tiny.told("above_maximum", "en", "warning") == (
        "2018/scores.csv!B3 Score 50 exceeds its maximum; it must lie within 0–10. Typing slip (declared by Lan)."
    )
    assert score(tiny)[0] == "missing"


def test_a_correction_must_itself_be_right(tiny: "TinyProject") -> None:
    """A correction to a score above the maximum, or to a word, is an error that says what is accepted."""
    correct(tiny, becomes="11")
    assert tiny.told("bad_correction") == (
        "2018/scores.csv!B3 The value that corrections.toml puts in place of '8,25' is no valid score "
        "(new value → form or limits: 11 → 0–10). Correct the key becomes. Typing slip (declared by Lan)."
    )
    correct(tiny, becomes="cao")
    assert "cao → 7,5" in tiny.told("bad_correction", "vi")
    assert tiny.read().scores.empty


@pytest.mark.parametrize("changes", [{"expect": "8,2"}, {"expect": "8.25"}, {"unit": "so-y-tee"}, {"criterion": "3"}])
def test_a_stale_correction_stops_its_file(tiny: "TinyProject", changes: dict[str, str]) -> None:
    """A correction that does not find the value it expects is an error, and nothing of the file is used."""
    correct(tiny, **changes)
    sentence = tiny.told("stale_correction")
    assert sentence.startswith("2018/scores.csv The correction declared for ")
    assert sentence.endswith("change or remove the entry in corrections.toml. Typing slip (declared by Lan).")
    assert tiny.read().scores.empty


@pytest.mark.parametrize("file", ["2081/scores.csv", "scores.csv", "2018/framework.csv"])
def test_a_correction_of_no_score_sheet_is_refused(tiny: "TinyProject", file: str) -> None:
    """A misspelt file is told with the score sheets there are, so that no correction is silently forgotten."""
    correct(tiny, file=file)
    with pytest.raises(DefinitionError) as caught:
        tiny.read()
    for lang in ("vi", "en"):
        assert f"'{file}'" in caught.value.text(lang)
        assert "2018/scores.csv" in caught.value.text(lang)


@pytest.mark.parametrize(("old", "new"), [('who = "Lan"', ""), ('who = "Lan"', 'whom = "Lan"'), ('"8,25"', "8.25")])
def test_a_fault_in_a_correction_is_named(tiny: "TinyProject", old: str, new: str) -> None:
    """A correction without its author, with a misspelt key or a bare number is told with its place."""
    correct(tiny)
    tiny.replace("corrections.toml", old, new)
    with pytest.raises(DefinitionError) as caught:
        tiny.read()
    assert "tinh-nho/corrections.toml, at corrections[1]" in caught.value.text("en")


def test_input_files_are_never_changed(tiny: "TinyProject") -> None:
    """Reading, correcting and refusing leave every received file as it was."""
    correct(tiny)
    tiny.write("2018/published.csv", "block,unit\n")

    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tiny.root.rglob("*") if path.is_file()}

    before = contents()
    tiny.read()
    assert contents() == before
