"""A constructed scheme, small enough to open every page of its site in a browser many times over.

Fourteen departments and three districts, two years, two areas of two criteria each, self-scores, appraised scores and
answers to a survey: each kind of exhibit has something to show, and one table is long enough to be filtered.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE, YEAR, UNIT = "thu-nghiem", 2019, "so-1"
DEPARTMENTS = (
    *("Nội vụ", "Y tế", "Tư pháp", "Tài chính", "Xây dựng", "Công Thương", "Ngoại vụ"),
    *("Giáo dục", "Nông nghiệp", "Giao thông", "Du lịch", "Văn hóa", "Khoa học", "Lao động"),
)
DISTRICTS = ("Ý Yên", "Mỹ Lộc", "Vụ Bản")
YEARS = (YEAR - 1, YEAR)

SCHEME = """\
code = "thu-nghiem"
constructed = true
name = { vi = "Chỉ số thử nghiệm", en = "Trial index" }
province = { vi = "tỉnh Thử Nghiệm", en = "Trial province" }

[blocks.so]
name = { vi = "Các sở, ban, ngành", en = "Departments" }
short = { vi = "Khối sở", en = "Departments" }

[blocks.huyen]
name = { vi = "Các huyện, thành phố", en = "Districts" }
short = { vi = "Khối huyện", en = "Districts" }

[survey]
file = "survey.csv"
worth = { A = 1.0, B = 0.6, C = 0.2, D = 0.0 }

[analysis]
replications = 200

[[bands]]
block = "so"
from = 2018
vi = "Tốt"
en = "Good"
at_least = 80

[[bands]]
block = "so"
from = 2018
vi = "Khá"
en = "Fair"
at_least = 0
"""
FRAMEWORK = """\
code,parent,level,vi,en,aliases,max_so,max_huyen,source
index,,index,Chỉ số,Index,,20,20,
1,index,area,Cải cách thủ tục hành chính,Administrative procedures,,10,10,
1.1,1,criterion,Công khai thủ tục,Procedures made public,,4,4,
1.2,1,criterion,Trả kết quả đúng hạn,Results on time,,6,6,
2,index,area,Tổ chức bộ máy,Organisation,,10,10,
2.1,2,criterion,Sắp xếp tổ chức,Streamlining,,5,5,
2.2,2,criterion,Hài lòng của người dân,Satisfaction of the public,,5,5,survey
"""
SOURCES = """\
[[sources]]
id = "export-{year}"
title = {{ vi = "Bảng điểm dựng năm {year}", en = "Constructed score table of {year}" }}
publisher = "parkit"
date = "{year}-12-31"
files = ["{year}/framework.csv", "{year}/scores.csv", "{year}/survey.csv", "{year}/published.csv"]
complete = true

"""
PUBLISHED = """\
block,unit,area,statistic,source,text,base_year,reading,note
so,,1,mean_points,,"8,40/10,00",,,
huyen,,1,mean_points,,"8,10/10,00",,,
"""


def write_project(root: Path) -> None:
    """Write the scheme, the notebooks and three methods into an empty folder."""
    folder = root / "data" / "raw" / CODE
    for year in YEARS:
        (folder / str(year)).mkdir(parents=True)
        _write(folder / str(year) / "framework.csv", FRAMEWORK)
        _write(folder / str(year) / "scores.csv", "\n".join(_scores(year)))
        _write(folder / str(year) / "survey.csv", "\n".join(_answers(year)))
        _write(folder / str(year) / "published.csv", PUBLISHED)
    _write(folder / "scheme.toml", SCHEME)
    _write(folder / "units.csv", "\n".join(_register()))
    _write(folder / "SOURCES.toml", "".join(SOURCES.format(year=year) for year in YEARS))
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    (root / "tests" / "spec").mkdir(parents=True)
    for name in ("01_index.toml", "07_ranks.toml", "17_points_lost.toml"):
        shutil.copy(ROOT / "tests" / "spec" / name, root / "tests" / "spec")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def units() -> tuple[str, ...]:
    """Return the names of all units, departments first."""
    return (*(f"Sở {name}" for name in DEPARTMENTS), *(f"Huyện {name}" for name in DISTRICTS))


def _register() -> Iterator[str]:
    yield "code,block,vi,en,aliases,valid_from,valid_to,successors"
    for number, name in enumerate(units(), 1):
        kind, _, own = name.partition(" ")
        block, english = ("so", f"Department of {own}") if kind == "Sở" else ("huyen", f"{own} district")
        yield f"{block}-{number},{block},{name},{english},,,,"


def _scores(year: int) -> Iterator[str]:
    """Yield a line for every unit and criterion; points vary by unit, criterion and year without any chance."""
    yield "Đơn vị;Mã tiêu chí;Điểm tối đa;Tự chấm;Thẩm định;Ghi chú"
    for number, name in enumerate(units()):
        for place, (code, maximum) in enumerate({"1.1": 4, "1.2": 6, "2.1": 5}.items()):
            lost = (number * 7 + place * 5 + (year - YEARS[0]) * (3 + number % 4)) % 9 / 4
            appraised = max(maximum - lost, 0.0)
            yield f"{name};{code};{maximum};{_points(min(appraised + place / 4, maximum))};{_points(appraised)};"


def _answers(year: int) -> Iterator[str]:
    yield "Đơn vị,Mã tiêu chí,Số phiếu,A,B,C,D,Điểm"
    for number, name in enumerate(units()):
        answers = (60 - 2 * number, 20 + number, 10 + number % 5, (number + year) % 4)
        rate = (answers[0] + 0.6 * answers[1] + 0.2 * answers[2]) / sum(answers)
        yield f"{name},2.2,{sum(answers)},{','.join(map(str, answers))},{5 * rate:.2f}"


def _points(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
