import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from parkit.model.errors import UsageError
from parkit.pipeline.check import check_data
from parkit.pipeline.inputs import obstacle, read_inputs, select_problems
from parkit.pipeline.plan import Report

BAD_SCORES = "Đơn vị,Chỉ số\nSở Một,190.5\nSở Hai,80.25\n"


def check(root: Path, *, years: tuple[int, ...] = (), lang: str = "en", as_json: bool = False) -> tuple[int, str]:
    """Check the project; return exit code and what was said."""
    said: list[str] = []
    code = check_data(root, schemes=(), years=years, lang=lang, as_json=as_json, echo=said.append)  # type: ignore[arg-type]
    return code, "\n".join(said)


@pytest.fixture
def bad(root: Path) -> Path:
    """Return the project with a score above its maximum in 2018."""
    (root / "data/raw/thu/2018/scores.csv").write_text(BAD_SCORES, encoding="utf-8")
    return root


def test_clean_data_pass(root: Path) -> None:
    """Without problems there is a line with zeros, and the exit code is 0."""
    assert check(root) == (0, "thu: errors: 0, warnings: 0")


def test_an_error_is_shown_with_its_place_and_ends_with_4(bad: Path) -> None:
    """File and cell as Excel names them, the sentence, and counts."""
    code, said = check(bad)
    assert code == 4
    assert said.splitlines()[0].startswith("thu: errors: 1")
    assert "2018/scores.csv!B2" in said
    assert "190.5" in said


def test_messages_come_in_vietnamese(bad: Path) -> None:
    """The same list in the other language."""
    assert check(bad, lang="vi")[1].startswith("thu: 1 lỗi")


def test_years_narrow_the_check(bad: Path) -> None:
    """A year without errors passes; an unknown year is an error that lists the years."""
    assert check(bad, years=(2020,))[0] == 0
    assert check(bad, years=(2018,))[0] == 4
    with pytest.raises(UsageError, match="no year 2019"):
        check(bad, years=(2019,))


def test_json_holds_every_column_and_the_sentence(bad: Path) -> None:
    """Programs get the columns of the problem frame, plus scheme, place and sentence."""
    code, said = check(bad, as_json=True)
    [problem] = [row for row in json.loads(said) if row["severity"] == "error"]
    assert code == 4
    assert (problem["scheme"], problem["year"], problem["row"], problem["column"]) == ("thu", 2018, 2, "B")
    assert problem["sentence"]


def test_a_wrong_definition_is_one_error_and_the_others_are_checked(bad: Path, add_scheme: Callable[..., None]) -> None:
    """The exit code of a wrong definition is 3; of several causes the highest counts."""
    add_scheme("khac", (2020,))
    (bad / "data/raw/khac/units.csv").unlink()
    code, said = check(bad)
    assert code == 4
    assert "khac: errors: 1" in said
    assert "units.csv is missing" in said
    assert said.splitlines()[-1].startswith("All 2 schemes: errors: 2")
    assert check(bad, years=(2020,))[0] == 3


def test_a_problem_without_a_year_belongs_to_every_year() -> None:
    """Choosing years keeps their problems and those of the whole scheme."""
    frame = pd.DataFrame({"year": pd.array([2018, 2020, None], dtype="Int64"), "code": ["a", "b", "c"]})
    assert list(select_problems(frame, [2018])["code"]) == ["a", "c"]
    assert list(select_problems(frame, [])["code"]) == ["a", "b", "c"]


def test_only_the_report_on_data_quality_stands_on_data_with_errors(
    bad: Path, make_report: Callable[..., Report]
) -> None:
    """The year with an error is stopped, other years and the list of errors are not; the tables are written."""
    inputs = read_inputs(bad, ["thu"])
    stopped = {
        (notebook, year): obstacle(make_report(notebook, year=year), inputs) is not None
        for notebook in ("20_rankings", "90_data_quality")
        for year in (2018, 2020)
    }
    assert [place for place, state in stopped.items() if state] == [("20_rankings", 2018)]
    assert (bad / "data/processed/thu/problems.csv").read_bytes().count(b"\n") >= 2


def test_a_folder_that_cannot_be_written_stops_the_scheme_with_a_sentence(root: Path) -> None:
    """Processed tables that cannot be written are a publishing error, not a trace."""
    (root / "data/processed").write_text("a file where a folder should be", encoding="utf-8")
    stopped = read_inputs(root, ["thu"])["thu"].stopped
    assert stopped is not None
    assert stopped.exit_code == 6
