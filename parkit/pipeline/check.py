"""Check the data of schemes and show every problem, for people as a table and for programs as JSON."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parkit.intake.problems import describe, place
from parkit.model.catalogue import say
from parkit.model.errors import DataError, ParkitError
from parkit.model.language import Lang
from parkit.pipeline.inputs import select_problems
from parkit.pipeline.lock import project_lock
from parkit.pipeline.plan import DATA_QUALITY, choose_places, make_plan
from parkit.pipeline.quality import build_quality
from parkit.report.data import reader_names
from parkit.report.problems import load_data

Echo = Callable[[str], object]
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """The problems of one scheme, one row each, and the exit code they stand for."""

    scheme: str
    rows: tuple[Row, ...]
    exit_code: int


def check_data(
    root: Path,
    *,
    schemes: Sequence[str],
    years: Sequence[int],
    lang: Lang,
    as_json: bool,
    echo: Echo,
    pages: Sequence[Lang] = (),
    tell: Echo | None = None,
) -> int:
    """Show the problems of the chosen schemes and years (empty: all) and return the exit code.

    Parameters
    ----------
    pages : sequence of {"vi", "en"}
        Write the data quality reports in these languages too; a scheme with a wrong definition has none.
    tell : callable, optional
        Called with each line about the pages; ``echo`` if not given.

    Returns
    -------
    int
        0 without errors, 4 with errors in the data, 3 if a definition file is wrong; the cause of a page that could
        not be made, if that is higher.

    Raises
    ------
    UsageError
        A scheme or year does not exist.
    """
    chosen = dict.fromkeys(code for code, _ in choose_places(root, schemes, years))
    findings = [examine(root, code, years=years, lang=lang) for code in chosen]
    echo(_as_json(findings) if as_json else "\n".join(_as_table(findings, lang)))
    code = max(found.exit_code for found in findings)
    readable = [found.scheme for found in findings if found.exit_code in (0, DataError.exit_code)]
    if not pages or not readable:
        return code
    plan = make_plan(root, schemes=schemes, years=years, notebooks=[DATA_QUALITY], langs=pages)
    wanted = [report for report in plan if report.scheme in readable]
    if not wanted:
        return code
    with project_lock(root, "parkit check --html"):
        return max(code, build_quality(wanted, lang=lang, echo=tell or echo))


def examine(root: Path, code: str, *, years: Iterable[int], lang: Lang) -> Findings:
    """Read one scheme and return its problems, each with its sentence; a wrong definition is one problem."""
    try:
        data = load_data(root, code)
        problems = select_problems(data.problems, years)
    except ParkitError as error:
        row = {"severity": "error", "code": error.code, "where": "", "sentence": error.text(lang)}
        return Findings(scheme=code, rows=(row,), exit_code=error.exit_code)
    names = reader_names(data, lang)
    told = [(place(problem), describe(problem, lang, names)) for _, problem in problems.iterrows()]
    records = json.loads(problems.to_json(orient="records"))  # in plain types, absent cells as None
    rows: tuple[Row, ...] = tuple(
        {**record, "where": where, "sentence": sentence}
        for record, (where, sentence) in zip(records, told, strict=True)
    )
    failed = any(row["severity"] == "error" for row in rows)
    return Findings(scheme=code, rows=rows, exit_code=DataError.exit_code if failed else 0)


def _as_json(findings: Iterable[Findings]) -> str:
    rows = [{"scheme": found.scheme, **row} for found in findings for row in found.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _as_table(findings: Sequence[Findings], lang: Lang) -> Iterator[str]:
    """Return a heading with counts per scheme, one line per problem, and the totals."""
    for found in findings:
        yield say("cli.check_scheme", lang, scheme=found.scheme, **_counts([found]))
        width = max((len(row["where"]) for row in found.rows), default=0)
        for row in found.rows:
            severity = say(f"cli.{row['severity']}", lang)
            yield f"  {severity:<8}  {row['where']:<{width}}  {row['sentence']}"
    if len(findings) > 1:
        yield say("cli.check_total", lang, schemes=len(findings), **_counts(findings))


def _counts(findings: Iterable[Findings]) -> dict[str, int]:
    severities = [row["severity"] for found in findings for row in found.rows]
    return {f"{severity}s": severities.count(severity) for severity in ("error", "warning")}
