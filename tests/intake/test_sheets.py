from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from openpyxl import Workbook

from parkit.intake.ledger import USES
from parkit.intake.sheets import Sheet, SheetFile, read_sheets

if TYPE_CHECKING:
    from tests.conftest import TinyProject

WHY = 'why = { vi = "Gõ nhầm", en = "Typing slip" }\nwho = "Lan"\n'


def only_sheet(tiny: "TinyProject") -> Sheet:
    """Return the one sheet of the one score file."""
    [file] = read_sheets(tiny.read(), 2018)
    [sheet] = file.sheets
    return sheet


def used(sheet: Sheet) -> list[list[str]]:
    """Return the use of every cell in words."""
    return [[USES[use] for use in line] for line in sheet.uses.tolist()]


def test_every_cell_has_the_use_it_was_counted_under(tiny: "TinyProject") -> None:
    """Headings and names are labels, numbers are scores, and a blank cell has no use."""
    sheet = only_sheet(tiny)
    assert sheet.rows[1] == ("Sở Nội vụ", "7,5", "4")
    assert used(sheet) == [["labels"] * 3, *[["labels", "scores", "scores"]] * 2, ["labels", "scores", "open"]]


def test_a_corrected_cell_shows_what_the_file_holds(tiny: "TinyProject") -> None:
    """A score corrected by unit and a cell corrected by address keep their text, with the correction beside it."""
    tiny.replace("2018/scores.csv", "Sở Y tế", "Sở Y tê")
    head = '[[corrections]]\nfile = "2018/scores.csv"\n'
    score = 'unit = "so-noi-vu"\ncriterion = "1"\nexpect = "7,5"\nbecomes = "7"\n'
    cell = 'cell = "A3"\nexpect = "Sở Y tê"\nbecomes = "Sở Y tế"\n'
    tiny.write("corrections.toml", f"{head}{score}{WHY}{head}{cell}{WHY}")
    sheet = only_sheet(tiny)
    assert (sheet.rows[1][1], sheet.rows[2][0]) == ("7,5", "Sở Y tê")
    assert {place: item.becomes for place, item in sheet.corrected.items()} == {(1, 1): "7", (2, 0): "Sở Y tế"}
    assert used(sheet)[2] == ["labels", "scores", "scores"]


def test_a_line_left_out_is_marked(tiny: "TinyProject") -> None:
    """A second line of a unit that is set aside is known by its row, with who declared it."""
    tiny.write("2018/scores.csv", (tiny.folder / "2018/scores.csv").read_text(encoding="utf-8") + "Sở Y tế;1;1\n")
    aside = '[[set_aside]]\nfile = "2018/scores.csv"\ncell = "A5"\nexpect = "Sở Y tế"\n'
    tiny.write("corrections.toml", aside + WHY)
    sheet = only_sheet(tiny)
    assert {line: item.who for line, item in sheet.aside.items()} == {4: "Lan"}
    assert used(sheet)[4] == ["labels"] * 3


def test_a_file_left_out_is_all_labels(tiny: "TinyProject") -> None:
    """A whole file that is set aside is shown, and none of its cells is data."""
    code = sha256((tiny.folder / "2018/scores.csv").read_bytes()).hexdigest()
    tiny.write("corrections.toml", f'[[set_aside]]\nfile = "2018/scores.csv"\nexpect = "{code}"\n{WHY}')
    [file] = read_sheets(tiny.read(), 2018)
    assert file.aside is not None
    assert Counter(use for line in used(file.sheets[0]) for use in line) == {"labels": 11, "open": 1}


def test_a_file_that_cannot_be_opened_has_no_sheet(tiny: "TinyProject") -> None:
    """A missing file is there by name, as in the counts."""
    (tiny.folder / "2018/scores.csv").unlink()
    data = tiny.read()
    assert read_sheets(data, 2018) == (SheetFile(name="2018/scores.csv"),)
    assert data.cells["file"].tolist() == ["2018/scores.csv"]


def test_hidden_cells_are_known(tiny: "TinyProject") -> None:
    """A hidden row of a workbook is read, and the view can say that Excel does not show it."""
    book = Workbook()
    for line in (["Đơn vị", "Cải cách thủ tục", "Cải cách thể chế"], ["Sở Nội vụ", 7.5, 4], ["Sở Y tế", 8, 5]):
        book.active.append(line)
    book.active.row_dimensions[3].hidden = True
    (tiny.folder / "2018/scores.csv").unlink()
    tiny.replace("scheme.toml", "scores.csv", "scores.xlsx")
    book.save(tiny.folder / "2018/scores.xlsx")
    sheet = only_sheet(tiny)
    assert sheet.hidden == {(2, 0), (2, 1), (2, 2)}
    assert sheet.rows[2] == ("Sở Y tế", 8.0, 5.0)


def test_printed_figures_and_refused_lines_of_an_announcement(tiny: "TinyProject") -> None:
    """Only the text column of a right line is a figure; a wrong line is refused whole."""
    head = "block,unit,area,statistic,source,text,base_year,reading,note\n"
    tiny.write("2018/published.csv", f'{head}so,,,mean_points,,"7,75",,,\nso,,,mean,,"7,75",,,\n')
    sheet = read_sheets(tiny.read(), 2018)[1].sheets[0]
    assert [[use for use in line if use != "open"] for line in used(sheet)] == [
        ["labels"] * 9,
        ["labels", "labels", "printed"],
        ["refused"] * 3,
    ]


def test_a_correction_of_a_later_year_does_not_stop_an_earlier_one(tiny: "TinyProject") -> None:
    """What was known in a year is shown although corrections.toml speaks of a sheet that came later."""
    for name in ("framework.csv", "scores.csv"):
        tiny.write(f"2019/{name}", (tiny.folder / "2018" / name).read_bytes())
    cell = 'cell = "B2"\nexpect = "7,5"\nbecomes = "7"\n'
    tiny.write("corrections.toml", f'[[corrections]]\nfile = "2019/scores.csv"\n{cell}{WHY}')
    data = tiny.read()
    assert [file.name for file in read_sheets(data.until(2018), 2018)] == ["2018/scores.csv"]
