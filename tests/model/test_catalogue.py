import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from parkit.model import columns
from parkit.model.catalogue import WORDS_FOLDER, entries, has, say

PACKAGE = WORDS_FOLDER.parents[1]
STEMS = sorted(path.stem for path in WORDS_FOLDER.glob("*.toml"))
TREES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")
}
PLACE = {"error": {"file", "folder", "line", "where"}}


def fields(wording: str) -> set[str]:
    """Return the names of the fields a wording fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name is not None}


def calls(kind: str) -> Iterator[tuple[str, ast.Call]]:
    """Go through the calls of the source whose first argument or ``code`` is a literal code of this kind."""
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and kind_of(node, file) == kind:
                yield file, node


def kind_of(call: ast.Call, file: str) -> str:
    """Return the catalogue that the code of a call belongs to."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in {"UsageError", "DefinitionError", "DataError", "NotebookError", "PublishError"} or name == "error":
        return "error"
    reporting = name in {"report", "Problem", "GridError", "CellReading", "NumberFormatError", "_problem"}
    return "problem" if reporting and file.startswith(("intake/", "model/")) else ""


def codes(call: ast.Call) -> list[str]:
    """Return the codes a call may give, as patterns: a literal, a choice of two, or an f-string."""
    named = [keyword.value for keyword in call.keywords if keyword.arg in {"code", "unknown"}]
    given = named if getattr(call.func, "id", "") == "CellReading" else [*call.args, *named]
    parts = [node for value in given for node in (ast.walk(value) if isinstance(value, ast.IfExp) else [value])]
    literal = [
        re.escape(node.value) for node in parts if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    made = ["".join(pattern(part) for part in node.values) for node in parts if isinstance(node, ast.JoinedStr)]
    return [code for code in literal + made if re.match(r"[a-z]+_", code)]


def pattern(part: ast.expr) -> str:
    """Return the regular expression of one part of an f-string."""
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"


def used_words() -> tuple[set[str], list[str]]:
    """Return the text literals of the source and the words of the page templates, and f-strings as patterns."""
    nodes = [node for tree in TREES.values() for node in ast.walk(tree)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    made = {"".join(map(pattern, node.values)) for node in nodes if isinstance(node, ast.JoinedStr)}
    templates = (path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.j2"))
    words = {word for text in templates for word in re.findall(r"[a-z_.]+", text)}
    return texts | words, [text for text in made if re.match(r"[a-z]{3}[a-z.]*_", text)]


@pytest.mark.parametrize("stem", STEMS)
def test_every_entry_speaks_both_languages(stem: str) -> None:
    """Every entry has a Vietnamese and an English wording with the same fields, and neither is empty."""
    for name, entry in entries(stem).items():
        assert set(entry) == {"vi", "en"}, name
        assert fields(entry["vi"]) == fields(entry["en"]), name
        assert entry["vi"].strip(), name
        assert entry["en"].strip(), name


@pytest.mark.parametrize("stem", ["error", "problem"])
def test_sentences_end_like_sentences(stem: str) -> None:
    """A message to a person is a sentence, or ends with the cause that another program gave."""
    for name, entry in entries(stem).items():
        for wording in entry.values():
            assert wording.endswith((".", ")", "}")), name


@pytest.mark.parametrize("kind", ["error", "problem"])
def test_every_code_in_the_source_has_a_sentence(kind: str) -> None:
    """No error or problem can be raised for which the catalogue has no words."""
    known = entries(kind)
    used = [(file, code) for file, call in calls(kind) for code in codes(call)]
    assert len(used) > 20
    missing = [place for place in used if not any(re.fullmatch(place[1], name) for name in known)]
    assert not missing


def test_every_error_fills_its_sentence() -> None:
    """Where an error is raised in parkit.model, each field of its sentence is given or is its place."""
    for file, call in calls("error"):
        if not file.startswith("model/") or any(keyword.arg is None for keyword in call.keywords):
            continue
        given = {str(keyword.arg) for keyword in call.keywords} | PLACE["error"]
        for code in codes(call):
            assert fields(entries("error")[code]["vi"]) <= given, f"{file}: {code}"


def test_every_problem_fills_its_sentence() -> None:
    """The sentence of a problem uses only columns of the problem frame."""
    for name, entry in entries("problem").items():
        assert fields(entry["vi"]) <= set(columns.PROBLEM_COLUMNS), name


@pytest.mark.parametrize("stem", ["error", "problem"])
def test_no_sentence_is_left_over(stem: str) -> None:
    """Each sentence is used somewhere in the source; words for nothing only mislead translators."""
    words, patterns = used_words()
    unsaid = [name for name in entries(stem) if not {name, f"{stem}.{name}"} & words]
    assert not [name for name in unsaid if not any(re.fullmatch(pattern, name) for pattern in patterns)]


def test_the_data_dictionary_describes_every_column_and_nothing_else() -> None:
    """data.toml holds one entry for each column of the processed tables, and the package's own description."""
    counts = {"sha256", "shape", "filled", "scores", "printed", "labels", "checks", "refused", "stopped"}
    tables = (columns.SCORE_COLUMNS, columns.PRINTED_COLUMNS, columns.SURVEY_COLUMNS, columns.PROBLEM_COLUMNS)
    described = {"package", *counts}.union(*tables)
    assert set(entries("data")) == described


def test_a_wording_may_have_any_field() -> None:
    """A field may be called "key" or "lang" like the function's own arguments."""
    sentence = say("error.missing_key", "en", folder="a", file="b", where="c", key="decimals")
    assert sentence == "File a/b, at c: key 'decimals' is missing."


def test_the_catalogue_knows_what_it_holds() -> None:
    """An entry, a missing entry and a missing file are told apart."""
    assert (has("error.unknown_year"), has("error.nothing"), has("nothing.unknown_year")) == (True, False, False)
    assert Path(WORDS_FOLDER, "error.toml").is_file()
