from typing import TYPE_CHECKING

import pytest

from parkit.model.errors import DefinitionError
from parkit.model.options import AnalysisOptions
from parkit.model.project import load_scheme

if TYPE_CHECKING:
    from tests.conftest import TinyProject


def declare(tiny: "TinyProject", lines: str) -> None:
    """Add an [analysis] table to the rules of the tiny scheme."""
    text = (tiny.folder / "scheme.toml").read_text(encoding="utf-8")
    tiny.write("scheme.toml", f"{text}\n[analysis]\n{lines}\n")


def test_what_is_not_declared_has_its_default(tiny: "TinyProject") -> None:
    """A scheme without the table has the documented defaults, and one key changes one option."""
    assert load_scheme(tiny.root, "tinh-nho").analysis == AnalysisOptions()
    declare(tiny, "weak_below = 60\ntop = 5")
    options = load_scheme(tiny.root, "tinh-nho").analysis
    assert options == AnalysisOptions(weak_below=60.0, top=5)
    assert options.least_coverage == 0.6


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("weak_bellow = 60", ("weak_bellow", "weak_below")),
        ("weak_below = '60'", ("weak_below", "90.5")),
        ("least_coverage = 60", ("least_coverage", "60", "0", "1")),
        ("persistent_years = 1", ("persistent_years", "2", "100")),
        ("confidence = 95", ("confidence", "0.5", "0.999")),
    ],
)
def test_a_wrong_option_is_named(tiny: "TinyProject", line: str, parts: tuple[str, ...]) -> None:
    """A misspelt key, a wrong type and a value out of range name the key and what was expected, in both languages."""
    declare(tiny, line)
    with pytest.raises(DefinitionError) as caught:
        load_scheme(tiny.root, "tinh-nho")
    for lang in ("vi", "en"):
        assert all(part in caught.value.text(lang) for part in ("analysis", *parts))
