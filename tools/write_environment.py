"""Write environment.yml: the direct dependencies of pyproject.toml at the versions of requirements.lock.

Run as ``python tools/write_environment.py``, or with the lock by ``make lock``.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONDA_NAMES = {
    "matplotlib": "matplotlib-base",  # without the Qt windows, which no report needs
    "seaborn": "seaborn-base",  # without statsmodels, which no report needs
}
HEADING = """\
# Written by `make lock`: the direct dependencies at the versions of requirements.lock, for people with conda.
#
#   conda env create --file environment.yml
#   conda activate parkit
#   python -m pip install --no-deps --no-build-isolation --editable .
"""


def direct_dependencies(pyproject: str) -> dict[str, list[str]]:
    r"""Return the names of the dependencies by group: core and each extra.

    Examples
    --------
    >>> direct_dependencies('[project]\ndependencies = ["pandas>=3"]')
    {'core': ['pandas']}
    """
    project = tomllib.loads(pyproject)["project"]
    groups = {"core": project["dependencies"], **project.get("optional-dependencies", {})}
    return {
        group: [re.split(r"[^\w.-]", requirement)[0] for requirement in requirements]
        for group, requirements in groups.items()
    }


def locked_versions(lock: str) -> dict[str, str]:
    r"""Return the version of each package of the lock.

    Examples
    --------
    >>> locked_versions("pandas==3.1.1 \\\n    --hash=sha256:00")
    {'pandas': '3.1.1'}
    """
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, flags=re.MULTILINE))


def render(pyproject: str, lock: str) -> str:
    """Return the text of environment.yml."""
    python = tomllib.loads(pyproject)["project"]["requires-python"]
    versions = locked_versions(lock)
    lines = ["name: parkit", "channels:", "  - conda-forge", "  - nodefaults", "dependencies:"]
    lines += [f'  - "python{python}"', "  - pip"]
    for group, names in direct_dependencies(pyproject).items():
        lines += [f"  # {group}"] + [f"  - {CONDA_NAMES.get(name, name)}={versions[name]}" for name in names]
    return HEADING + "\n".join(lines) + "\n"


def main() -> None:
    """Write the file."""
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("pyproject.toml", "requirements.lock")]
    (ROOT / "environment.yml").write_text(render(*texts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
