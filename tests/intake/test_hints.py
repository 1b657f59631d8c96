"""The names most like an unknown one are told for the first unknown names of a file, in bounded time."""

import pytest

from parkit.intake import hints
from parkit.intake.hints import Hints
from parkit.intake.problems import describe
from parkit.model.language import pick
from tests.conftest import TinyProject


def test_names_are_compared_up_to_a_limit_and_the_rest_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of five unknown names two are compared, each once; the others say that they are not, and their number."""
    monkeypatch.setattr(hints, "MOST_COMPARED", 2)
    compared: list[str] = []

    def find(name: str) -> list[str]:
        compared.append(name)
        return [name.upper(), "Y"]

    known = Hints(find)
    told = [known.of(name) for name in ("a", "b", "a", "c", "d", "c", "b", "e")]
    assert compared == ["a", "b"]
    assert [told[place] for place in (0, 1, 2, 6)] == ["A, Y", "B, Y", "A, Y", "B, Y"]
    assert [pick(told[place], "en")[-10:] for place in (3, 4, 5, 7)] == [f" number {n})" for n in (3, 4, 3, 5)]
    assert pick(told[7], "vi") == "– (chỉ tìm tên gần giống cho 2 tên lạ đầu tiên của tệp; đây là tên thứ 5)"


def test_a_file_of_strangers_is_told_whole_and_compared_in_part(
    tiny: TinyProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every one of 250 unknown units is a problem of its own, and a hundred are compared with the known ones."""
    compared: list[str] = []
    monkeypatch.setattr("parkit.model.units.closest", lambda name, _: compared.append(name) or ["Sở Y tế"])
    lines = "".join(f"Xã {number};1;1\n" for number in range(250))
    tiny.write("2018/scores.csv", f"Đơn vị;Cải cách thủ tục;Cải cách thể chế\n{lines}")
    problems = tiny.read().problems
    unknown = problems[problems["code"].eq("unknown_unit")]
    assert len(unknown) == 250
    assert compared == [f"Xã {number}" for number in range(100)]
    assert unknown["suggestion"].eq("Sở Y tế").sum() == 100
    assert "this is number 250). Correct the name" in describe(unknown.iloc[-1], "en")
