"""Fill in a scorecard as a person in a spreadsheet program does: typed cells stand there, formulas are computed.

The sums are computed here from the formulas in the file, and saved beside them as Excel saves them.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape, unescape

Typed = str | float
Answer = Callable[[str, float | None], tuple[Typed, Typed] | None]
"""What is typed for a criterion, from its code and maximum: the self and the appraised score, or nothing."""

SCORES = "xl/worksheets/sheet2.xml"
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_SUM = re.compile(r'IF\(COUNT\((.*)\)=0,"",SUM\(\1\)\)')
_RANGE = re.compile(r"([A-Z]+)(\d+)(?::[A-Z]+(\d+))?")


class Sheet:
    """The cells of the score sheet of a workbook."""

    def __init__(self, book: bytes) -> None:
        """Read the cells: texts, numbers and formulas, the latter still without a value."""
        self.book = book
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            self.xml = archive.read(SCORES).decode()
        self.texts: dict[str, str] = {}
        self.numbers: dict[str, float] = {}
        self.formulas: dict[str, str] = {}
        for column, row, _, body in _CELL.findall(self.xml):
            text, number, formula = (re.search(rf"<{tag}>(.*?)</{tag}>", body or "") for tag in ("t", "v", "f"))
            if formula:
                self.formulas[column + row] = unescape(formula[1])
            elif text:
                self.texts[column + row] = unescape(text[1])
            elif number:
                self.numbers[column + row] = float(number[1])

    def lines(self) -> dict[str, int]:
        """Return the row of every line that takes a score, by the criterion's number."""
        numbered = {int(cell[1:]): text.rstrip(".") for cell, text in self.texts.items() if cell[0] == "A"}
        return {code: row for row, code in numbered.items() if row > 8 and f"D{row}" not in self.formulas}

    def type_in(self, answer: Answer) -> dict[str, tuple[Typed, Typed]]:
        """Type the answers into their cells, and return them by the criterion's number."""
        typed = {}
        for code, row in self.lines().items():
            answers = answer(code, self.numbers.get(f"C{row}"))
            if answers is not None:
                typed[code] = answers
                self.put(f"D{row}", answers[0])
                self.put(f"E{row}", answers[1])
        return typed

    def put(self, cell: str, value: Typed) -> None:
        """Type one value; nothing typed leaves the cell as it is."""
        if isinstance(value, str):
            self.texts |= {cell: value} if value else {}
        else:
            self.numbers[cell] = value

    def value(self, cell: str) -> Typed:
        """Return what a cell shows: a sum of the numbers it adds up, or nothing where there is none."""
        if cell not in self.formulas:
            return self.numbers.get(cell, self.texts.get(cell, ""))
        found = _SUM.fullmatch(self.formulas[cell])
        assert found, self.formulas[cell]
        parts = [self.value(part) for item in found[1].split(",") for part in _cells_of(item)]
        numbers = [part for part in parts if isinstance(part, float)]
        return sum(numbers) if numbers else ""

    def save(self) -> bytes:
        """Return the workbook as Excel saves it: with the value of every formula."""
        return self._with(_CELL.sub(self._saved, self.xml))

    def _saved(self, found: re.Match[str]) -> str:
        cell, attributes = found[1] + found[2], re.sub(r' t="\w+"', "", found[3]).rstrip()
        formula = f"<f>{escape(self.formulas[cell], quote=False)}</f>" if cell in self.formulas else ""
        value = self.value(cell)
        if isinstance(value, float):
            return f'<c r="{cell}"{attributes}>{formula}<v>{value!r}</v></c>'
        if formula:
            return f'<c r="{cell}"{attributes} t="str">{formula}<v></v></c>'
        text = f"<is><t>{escape(value, quote=False)}</t></is>"
        return f'<c r="{cell}"{attributes} t="inlineStr">{text}</c>' if value else f'<c r="{cell}"{attributes}/>'

    def _with(self, xml: str) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(self.book)) as source, zipfile.ZipFile(written, "w") as target:
            for name in source.namelist():
                target.writestr(name, xml.encode() if name == SCORES else source.read(name))
        return written.getvalue()


def _cells_of(item: str) -> list[str]:
    found = _RANGE.fullmatch(item)
    assert found, item
    return [f"{found[1]}{row}" for row in range(int(found[2]), int(found[3] or found[2]) + 1)]


def accepts(rule: str, value: Typed) -> bool:
    """Tell whether Excel takes a typed value by a validation rule: IF(ISNUMBER(x),AND(…),OR(…)).

    Excel compares texts without regard to case; a text never comes to the branch of numbers.
    """
    found = re.fullmatch(r"IF\(ISNUMBER\((\w+)\),AND\((.*)\),(?:OR\((.*)\)|FALSE)\)", rule)
    assert found, rule
    if isinstance(value, str):
        marks = re.findall(rf'{found[1]}="((?:[^"]|"")*)"', found[3] or "")
        return value.casefold() in {mark.replace('""', '"').casefold() for mark in marks}
    names: Mapping[str, object] = {"ABS": abs, "ROUND": round, found[1]: value}
    return all(eval(part, {"__builtins__": {}}, dict(names)) for part in _arguments(found[2]))  # noqa: S307  arithmetic of our own file


def _arguments(text: str) -> list[str]:
    """Split the arguments of a function at the commas outside brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts
