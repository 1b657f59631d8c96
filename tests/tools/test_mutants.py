"""Mutation tests run each module against its own tests, and ask again about what survived."""

import json
from pathlib import Path

from tools import mutants


def test_every_core_module_has_tests_of_its_own() -> None:
    """A core module without tests would seem to survive everything."""
    assert [module for module in mutants.CORE if not mutants.tests_of(module)] == []


def test_what_survived_is_asked_again(tmp_path: Path) -> None:
    """A killed mutant stays killed; one that survived is open again, since the tests may be better now."""
    results = tmp_path / "rank.py.meta"
    results.write_text(json.dumps({"exit_code_by_key": {"a": 1, "b": 0, "c": None, "d": 33}}), encoding="utf-8")
    mutants.reopen(results)
    assert json.loads(results.read_text(encoding="utf-8"))["exit_code_by_key"] == {
        "a": 1,
        **dict.fromkeys("bcd"),
    }


def test_a_module_without_results_is_left_alone(tmp_path: Path) -> None:
    """The first run of a module has nothing to forget."""
    mutants.reopen(tmp_path / "none.meta")
    assert not list(tmp_path.iterdir())
