"""What would explain it: proposals in words, on the real years and on figures made up to need each of them."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from parkit.model.catalogue import has
from parkit.model.language import LANGS, Lang
from parkit.report.exhibit import Exhibit
from parkit.report.exhibits.explanations import clause_keys, explanations_table
from parkit.report.study import Study

Open = Callable[..., Study]


pytestmark = pytest.mark.slow


def rows(exhibit: Exhibit) -> list[tuple[str, str, str]]:
    """Return the rows: the figure, the explanation, and how many fit of those tried."""
    assert exhibit.data is not None
    return list(exhibit.data[["figure", "explanation", "share"]].itertuples(index=False, name=None))


def edited(study: Study, words: str, **changes: object) -> Study:
    """Return the study with one printed figure, found by its words, printed otherwise."""
    printed = study.data.printed.copy()
    row = printed.index[printed["text"].eq(words)][0]
    for name, value in changes.items():
        printed.loc[row, name] = value
    return replace(study, data=replace(study.data, printed=printed))


def test_94_9_percent_in_vietnamese(bundled: Open) -> None:
    """Of 26 ways to change one digit of 94,9 only 97,9 fits 8,32/8,50, and no other cause does."""
    assert rows(explanations_table(bundled("nam-dinh", 2018, "vi"))) == [
        (
            "Lĩnh vực 3, khối sở: chỉ số bình quân (in “94,9%”)",
            "“94,9%” sẽ khớp nếu một chữ số bị in nhầm: 97,9%.",
            "1/26",
        )
    ]


def test_94_9_percent_in_english(bundled: Open) -> None:
    """What is printed keeps its comma, what is proposed has the point of the language."""
    assert rows(explanations_table(bundled("nam-dinh", 2018, "en"))) == [
        (
            "Area 3, departments: mean index (printed “94,9%”)",
            "“94,9%” would fit if one digit slipped: 97.9%.",
            "1 of 26",
        )
    ]


def test_the_copied_total_and_the_score_of_50(bundled: Open) -> None:
    """68,85 is Vũ Quang's total; 50 is first 5,0; the scale to 10, shared by all units, is not in doubt."""
    assert rows(explanations_table(bundled("ha-tinh-ddci", 2021, "vi"))) == [
        (
            "Sở Tài chính: tổng điểm (in “68.85”)",
            "“68.85” trùng với số của Huyện Vũ Quang, nên có thể bị chép nhầm từ đó.",
            "1/16",
        ),
        *(
            ("Sở Tài chính, Tính năng động và hiệu lực: điểm (in “50”)", f"“50” sẽ khớp nếu {cause}.", share)
            for cause, share in (
                ("dấu thập phân đặt sai chỗ: 5,0", "2/4"),
                ("dấu thập phân đặt sai chỗ: 0,50", "2/4"),
                ("một chữ số bị in nhầm: 10", "1/17"),
            )
        ),
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("scheme", "year"), [("nam-dinh", 2020), ("hoa-binh", 2022), ("hoa-binh", 2024)])
def test_a_year_without_doubt_says_so_in_one_sentence(bundled: Open, scheme: str, year: int, lang: Lang) -> None:
    """Where nothing is impossible there is one calm sentence, and no table."""
    exhibit = explanations_table(bundled(scheme, year, lang))
    assert (exhibit.id, exhibit.kind, len(exhibit.sentences)) == ("explanations-table", "sentences", 1)


def test_a_year_without_printed_figures_has_nothing_to_explain(bundled: Open) -> None:
    """Scores alone contradict nothing."""
    study = bundled("nam-dinh", 2018, "vi")
    empty = replace(study, data=replace(study.data, printed=study.data.printed.head(0)))
    assert explanations_table(empty).kind == "missing"


def test_a_figure_that_nothing_explains(bundled: Open) -> None:
    """50,5 for 97,88 is three digits away and stands nowhere else: the table says that no cause was found."""
    study = edited(bundled("nam-dinh", 2018, "vi"), "94,9%", points=50.5, text="50,5%")
    ((_, told, share),) = rows(explanations_table(study))
    assert told.startswith("Không nguyên nhân đơn lẻ nào trong số đã thử")
    assert share == "–"


def test_the_figure_that_would_change_is_named_where_it_is_another(bundled: Open) -> None:
    """98,1 is right for 8,34: with 8,43 printed, exchanged digits of the points explain the index."""
    study = edited(bundled("nam-dinh", 2018, "en"), "94,9%", points=98.1, text="98,1%")
    (_, told, share), *_ = rows(explanations_table(edited(study, "8,32/8,50", points=8.43, text="8,43/8,50")))
    assert told == (
        "“98,1%” would fit if two neighbouring digits of mean points (printed “8,43/8,50”) were exchanged: 8.34."
    )
    assert share == "1 of 2"


def test_ranks_of_units_in_each_others_place(bundled: Open) -> None:
    """The first and second rank exchanged: both figures are told, each with the exchange that mends them."""
    study = bundled("hoa-binh", 2024, "en")
    printed = study.data.printed.copy()
    ranks = printed["statistic"].eq("rank") & printed["year"].eq(2024) & printed["block"].eq("so")
    for name, first, second in (("points", 1.0, 2.0), ("text", "1", "2")):
        exchanged = {first: second, second: first}
        printed.loc[ranks, name] = [exchanged.get(rank, rank) for rank in printed.loc[ranks, name]]
    found = rows(explanations_table(replace(study, data=replace(study.data, printed=printed))))
    assert len({figure for figure, *_ in found}) == 2
    assert "stand in each other's place" in found[0][1]


def test_only_the_best_three_are_told_and_the_rest_counted(bundled: Open) -> None:
    """At most three explanations of one figure are written out; a last row counts the others."""
    study = edited(bundled("nam-dinh", 2018, "en"), "16/17", points=19.0, text="19/17")
    found = pd.DataFrame(rows(explanations_table(study)), columns=["figure", "told", "share"])
    count = found[found["figure"].str.contains("19/17")]
    assert len(count) == 4
    assert count["told"].iloc[-1].startswith("Further hypotheses that fit:")


@pytest.mark.parametrize("key", clause_keys())
def test_every_hypothesis_has_its_words(key: str) -> None:
    """Each hypothesis, about a number, a maximum or a count, can be told in both languages."""
    assert has(f"explanation.{key}")
