"""The import check finds each import that goes the wrong way."""

from pathlib import Path

import pytest

from tools import check_imports


def _write(root: Path, module: str, source: str) -> Path:
    """Write one module of a small package and return the package folder."""
    file = root / "parkit" / module
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return root / "parkit"


@pytest.mark.parametrize(
    ("module", "statement", "name"),
    [
        ("model/scheme.py", "import parkit.intake.read", "parkit.intake.read"),
        ("model/scheme.py", "from parkit import report", "parkit.report"),
        ("model/scheme.py", "from ..analysis import rank", "parkit.analysis.rank"),
        ("model/scheme.py", "from parkit import load", "parkit.load"),
        ("intake/read.py", "from parkit.analysis.rank import rank", "parkit.analysis.rank.rank"),
        ("analysis/rank.py", "from parkit.intake import read", "parkit.intake.read"),
        ("analysis/rank.py", "from pathlib import Path", "pathlib.Path"),
        ("report/page.py", "from .. import pipeline", "parkit.pipeline"),
        ("pipeline/plan.py", "from ..cli import main", "parkit.cli.main"),
    ],
)
def test_offender_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], module: str, statement: str, name: str
) -> None:
    """An import against the direction fails the check with file, line and the imported name."""
    root = _write(tmp_path, module, f"def later():\n    {statement}\n")
    assert check_imports.main([str(root)]) == 1
    assert f"{root / module}:2: imports {name}: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("model/scheme.py", "from parkit.model.words import say"),
        ("model/scheme.py", "from . import words"),
        ("intake/read.py", "from pathlib import Path"),
        ("analysis/rank.py", "import pandas as pd"),
        ("report/study.py", "from parkit.intake import read"),
        ("pipeline/plan.py", "from parkit import __version__"),
        ("cli.py", "from parkit.pipeline.plan import plan"),
        ("__init__.py", "from parkit.report.study import open_study"),
    ],
)
def test_allowed_import_passes(tmp_path: Path, module: str, statement: str) -> None:
    """An import that goes with the direction passes."""
    assert check_imports.main([str(_write(tmp_path, module, statement))]) == 0


def test_module_without_a_place_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A module outside the known parts fails the check, because nothing says what it may import."""
    assert check_imports.main([str(_write(tmp_path, "helpers.py", ""))]) == 1
    assert "helpers has no place" in capsys.readouterr().out
