"""Lines taken because they are like one understood before are read as if each had been read by the rules."""

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pandas.testing import assert_frame_equal

from parkit.intake import SchemeData, read_scheme_data
from parkit.intake.alike import Alike

if TYPE_CHECKING:
    from tests.conftest import TinyProject

pytestmark = pytest.mark.slow

LONG = "\n".join(
    [
        "Đơn vị;Mã;Tiêu chí;Nguồn;Điểm tối đa;Điểm;Ghi chú",
        *(f"{unit};{code};{name};{source};{top};{points};" for unit in ("Sở Nội vụ", "Sở Y tế", "Huyện Ý Yên")
          for code, name, top, points in (("1", "Cải cách thủ tục", "10", "7,5"), ("2", "Cải cách thể chế", "5", "4"))
          for source in ("Tự chấm", "Thẩm định") if unit[0] == "S" or code == "1"),
    ]
)  # fmt: skip
WORDS = (
    "",
    "-",
    "x",
    "11",
    "Sở Tư pháp",
    "Sở NV",
    "1",
    "2",
    "9",
    "Tự chấm",
    "Khảo sát",
    "5,0",
    "7.5",
    "KĐG",
    "=1",
    "Tổng",
)


def by_the_rules(root: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> SchemeData:
    """Read a scheme with every line understood by itself."""
    with monkeypatch.context() as patch:
        patch.setattr(Alike, "take", lambda *_: False)
        return read_scheme_data(root, code)


def assert_same(found: SchemeData, expected: SchemeData) -> None:
    """Compare scores, printed figures, problems and the use of every cell."""
    for name in ("scores", "printed", "problems", "cells"):
        assert_frame_equal(getattr(found, name), getattr(expected, name))


def test_long_tables_are_read_the_same_either_way(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten years of a constructed office, with every kind of fault in them, give the same rows and problems."""
    assert_same(read_scheme_data(project_root, "minh-hoa"), by_the_rules(project_root, "minh-hoa", monkeypatch))


@pytest.mark.parametrize("seed", range(25))
def test_spoiled_lines_are_read_the_same_either_way(
    seed: int, tiny: "TinyProject", monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines repeated, blanked, renamed and mixed up end as the same rows and problems."""
    chance = random.Random(seed)  # noqa: S311  the same every time is what is wanted
    header, *lines = [line.split(";") for line in LONG.splitlines()]
    for _ in range(chance.randint(0, 4)):
        spoiled = chance.choice(lines)
        spoiled[chance.randrange(len(spoiled))] = chance.choice(WORDS)
        lines.insert(chance.randrange(len(lines)), [*chance.choice(lines)])
        del lines[chance.randrange(len(lines))]
    tiny.write("scheme.toml", (tiny.folder / "scheme.toml").read_text(encoding="utf-8").partition("[[tables]]")[0])
    tiny.write("2018/scores.csv", "\n".join(";".join(line) for line in [header, *lines]) + "\n")
    assert_same(tiny.read(), by_the_rules(tiny.root, "tinh-nho", monkeypatch))


def test_most_lines_of_a_clean_table_are_taken(tiny: "TinyProject", monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ten lines only those with a new unit, or a new criterion and source, are read by the rules."""
    taken: list[bool] = []
    take = Alike.take
    monkeypatch.setattr(Alike, "take", lambda self, line: taken.append(take(self, line)) or taken[-1])
    tiny.write("scheme.toml", (tiny.folder / "scheme.toml").read_text(encoding="utf-8").partition("[[tables]]")[0])
    tiny.write("2018/scores.csv", LONG + "\n")
    data = tiny.read()
    assert (len(data.scores), data.problems["code"].tolist()) == (10, [])
    assert taken == [False] * 4 + [False, True, True, True] + [False, False]
