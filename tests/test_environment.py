"""pyproject.toml, requirements.lock and environment.yml say the same."""

import os
import re
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools import check_addresses, write_environment

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENVIRONMENT = (ROOT / "environment.yml").read_text(encoding="utf-8")

PROJECT = tomllib.loads(PYPROJECT)["project"]
REQUIREMENTS = [*PROJECT["dependencies"], *chain.from_iterable(PROJECT["optional-dependencies"].values())]
DIRECT = {requirement.name: requirement for requirement in map(Requirement, REQUIREMENTS)}
CONDA_TO_PYPI = {"matplotlib-base": "matplotlib", "seaborn-base": "seaborn"}


def _locked() -> dict[str, str]:
    """Map each package of the lock to its entry, hashes included."""
    entries = re.split(r"^(?=\w)", LOCK, flags=re.MULTILINE)
    return {entry.partition("==")[0]: entry for entry in entries if "==" in entry}


def _conda() -> dict[str, str]:
    """Map each package of environment.yml, by its PyPI name, to its version; python and pip aside."""
    pins = re.findall(r"^  - ([\w-]+)=([\w.]+)$", ENVIRONMENT, flags=re.MULTILINE)
    return {CONDA_TO_PYPI.get(name, name): version for name, version in pins}


@pytest.mark.parametrize("name", DIRECT)
def test_lock_satisfies_pyproject(name: str) -> None:
    """Each direct dependency is in the lock, at a version that pyproject.toml accepts."""
    version = re.match(r"[\w.-]+==([^\s;]+)", _locked()[name])
    assert version is not None
    assert DIRECT[name].specifier.contains(version[1])


@pytest.mark.parametrize("name", DIRECT)
def test_environment_has_the_locked_version(name: str) -> None:
    """Each direct dependency is in environment.yml at the version of the lock."""
    assert _locked()[name].startswith(f"{name}=={_conda()[name]} ")


def test_environment_has_nothing_else() -> None:
    """Every package of environment.yml but python and pip is a direct dependency in pyproject.toml."""
    listed = ENVIRONMENT.partition("dependencies:\n")[2]
    names = re.findall(r'^  - "?([\w-]+)', listed, flags=re.MULTILINE)
    assert {CONDA_TO_PYPI.get(name, name) for name in names} == {"python", "pip", *DIRECT}


def test_environment_asks_for_the_same_python() -> None:
    """environment.yml and pyproject.toml accept the same Python versions."""
    assert f'- "python{PROJECT["requires-python"]}"' in ENVIRONMENT


def test_environment_uses_conda_forge_only() -> None:
    """environment.yml names conda-forge and switches the defaults off."""
    channels = re.search(r"channels:\n((?:  - .*\n)+)", ENVIRONMENT)
    assert channels is not None
    assert channels[1].split() == ["-", "conda-forge", "-", "nodefaults"]


def test_environment_is_what_make_lock_writes() -> None:
    """environment.yml is generated, so nobody edits it out of step."""
    assert write_environment.render(PYPROJECT, LOCK) == ENVIRONMENT


def test_each_package_is_locked_once() -> None:
    """The lock holds one version of each package, for all systems and Pythons."""
    counts = Counter(re.findall(r"^([\w.-]+)==", LOCK, flags=re.MULTILINE))
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", _locked())
def test_each_locked_package_has_hashes(name: str) -> None:
    """Each package of the lock can be verified, so nothing is installed unseen."""
    assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", _locked()[name])


def test_lock_holds_only_pins_hashes_and_comments() -> None:
    """The lock has no option, address or path that would tie it to an index or a machine."""
    line = re.compile(r"[\w.-]+==\S+( ; [^@]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?| *#.*")
    assert [text for text in LOCK.splitlines() if not line.fullmatch(text)] == []


@pytest.mark.parametrize("file", ["requirements.lock", "environment.yml", "pyproject.toml"])
def test_no_address_or_path(file: str) -> None:
    """None of the three files names a package index or a folder of a machine."""
    assert list(check_addresses.offenders_in(ROOT / file)) == []


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_each_dependency_says_why(requirement: str) -> None:
    """Each dependency carries a comment with its reason on its line of pyproject.toml."""
    assert re.search(rf'^ +"{re.escape(requirement)}", +# \w.+', PYPROJECT, flags=re.MULTILINE)


@pytest.mark.xdist_group("together")
def test_tests_of_a_group_stay_together(request: pytest.FixtureRequest) -> None:
    """The versions of pytest and pytest-xdist run the tests that share something dear in one process, so once."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("the tests run in one process")
    assert request.node.nodeid.endswith("@together")
