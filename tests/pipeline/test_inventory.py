import json
from collections.abc import Callable
from pathlib import Path

from parkit.pipeline.inventory import list_project


def listed(root: Path, *, as_json: bool = False) -> str:
    """Return what is listed."""
    said: list[str] = []
    list_project(root, lang="vi", as_json=as_json, echo=said.append)
    return "\n".join(said)


def test_schemes_years_and_notebooks_are_listed(root: Path, add_notebook: Callable[..., Path]) -> None:
    """One line per scheme with years and name, one per notebook."""
    add_notebook("20_rankings")
    assert listed(root).splitlines() == [
        "Bộ chỉ số và các năm:",
        "  thu  2018 2020  Chỉ số thử",
        "Sổ tay:",
        "  20_rankings",
    ]
    assert json.loads(listed(root, as_json=True)) == {
        "schemes": {"thu": [2018, 2020]},
        "passed_over": [],
        "notebooks": ["20_rankings"],
    }


def test_a_broken_scheme_does_not_stop_the_list(root: Path) -> None:
    """What is wrong with a definition stands where its name would be."""
    (root / "data/raw/thu/scheme.toml").write_text("code = 1\n", encoding="utf-8")
    assert "scheme.toml" in listed(root)


def test_a_folder_with_a_name_that_is_no_code_is_told(root: Path) -> None:
    """A scheme in a folder that no command would read is passed over with a sentence, not silently."""
    (root / "data/raw/Hà Nội").mkdir()
    (root / "data/raw/Hà Nội/scheme.toml").write_text("", encoding="utf-8")
    told = [line for line in listed(root).splitlines() if "Hà Nội" in line]
    assert [line.partition(":")[0] for line in told] == ["  Bỏ qua thư mục data/raw/Hà Nội"]
    assert json.loads(listed(root, as_json=True))["passed_over"] == ["Hà Nội"]
