from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import TinyProject

SURVEY = """\
Đơn vị,Mã tiêu chí,Số phiếu,A,B,C,D,Điểm
Sở Nội vụ,2.3,40,20,10,5,5,1.35
Sở Y tế,Người dân đánh giá,10,10,0,0,0,2
"""
WORTH = "\n[survey]\nworth = { A = 1, B = 0.6, C = 0.2, D = 0 }\n"


@pytest.fixture
def asked(free: "TinyProject") -> "TinyProject":
    """Give the scheme with a survey of two units."""
    text = (free.folder / "scheme.toml").read_text(encoding="utf-8")
    free.write("scheme.toml", text + WORTH)
    free.write("2018/survey.csv", SURVEY)
    return free


def test_survey_points_become_scores_and_answers_are_kept(asked: "TinyProject") -> None:
    """40 answers of which 20, 10, 5, 5 are A to D earn (20 + 6 + 1)/40 of 2 points: 1.35."""
    data = asked.read()
    assert data.problems.empty
    scores = data.scores[["unit", "criterion", "source", "points", "column"]].to_numpy().tolist()
    assert scores == [["so-noi-vu", "2.3", "survey", 1.35, "H"], ["so-y-te", "2.3", "survey", 2.0, "H"]]
    first = data.survey.iloc[0]
    assert first[["answers", "share_a", "share_b", "share_c", "share_d"]].tolist() == [40, 0.5, 0.25, 0.125, 0.125]
    counts = data.cells.iloc[0]
    assert counts[["shape", "filled", "scores", "labels", "checks"]].tolist() == ["survey", 24, 2, 12, 10]


@pytest.mark.parametrize(
    ("old", "new", "code", "severity", "told"),
    [
        ("1.35", "1.5", "survey_points_differ", "warning", "!H2 The survey points 1.5 are not those the answers earn"),
        ("2.3,40", "2.3,41", "answers_differ", "warning", "!C2 The number of answers 41 is not the sum of A–D (40)"),
        ("1.35", "2.5", "above_maximum", "error", "!H2 Score 2.5 exceeds its maximum; it must lie within 0–2."),
        ("2.3,40", "2.9,40", "unknown_criterion", "error", "!B2 There is no criterion '2.9' in 2018."),
        (",Điểm\n", ",Điểm số 1\n", "no_header", "error", " No heading line with the column: "),
        ("Sở Y tế,Người dân đánh giá", "Sở Nội vụ,2.3", "duplicate_score", "error", "!H3 Criterion '2.3' of unit"),
    ],
)
def test_a_fault_of_the_survey_is_told(
    asked: "TinyProject", old: str, new: str, code: str, severity: str, told: str
) -> None:
    """Each fault is told with its cell; points that the answers do not earn are published, and used as given."""
    asked.replace("2018/survey.csv", old, new)
    assert asked.told(code, severity=severity).startswith(f"2018/survey.csv{told}")
