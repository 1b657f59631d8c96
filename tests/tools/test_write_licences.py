"""Every package that parkit is built on is listed with a licence that anyone may live with."""

import re
import subprocess
import sys

import pytest

from tools.write_licences import PAGE, licence, locked, not_allowed


def _listed() -> dict[str, tuple[str, str]]:
    """Map each package of docs/licences.md to its version and licence."""
    rows = re.findall(r"^\| ([\w.-]+) \| (\S+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: (version, stated) for name, version, stated in rows if name != "---"}


def test_the_list_is_in_step_with_the_lock() -> None:
    """Each locked package is in the list at its locked version, and nothing else is (else: make licences)."""
    listed = {name: version for name, (version, _) in _listed().items() if name != "package"}
    assert listed == locked()


@pytest.mark.parametrize("name", locked())
def test_each_licence_is_allowed(name: str) -> None:
    """The listed licence of each package is on the allowed list, and it is what the installed package states."""
    version, stated = _listed()[name]
    assert version == locked()[name]
    assert not_allowed(stated) == set()
    assert licence(name) in (stated, "not known")


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "MIT AND AGPL-3.0", "GPL-3.0 AND (MIT OR ISC)", "not known"])
def test_a_licence_that_binds_more_is_refused(expression: str) -> None:
    """A licence outside the list, or one that nobody knows, does not pass."""
    assert not_allowed(expression)


@pytest.mark.slow
def test_the_environment_holds_together() -> None:
    """`pip check` finds no package whose requirements are not met."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "No broken requirements found.")
