import nbformat
import pytest
from nbformat import NotebookNode

from parkit.model.errors import NotebookError
from parkit.report.markdown import Outline
from parkit.report.outputs import check_outputs, output_html, output_ids

new = nbformat.v4


def shown(output: NotebookNode) -> str:
    """Return an output as the page shows it."""
    return str(output_html(output, Outline()))


def after(*outputs: NotebookNode) -> NotebookNode:
    """Return a notebook whose second cell of its own shows ``outputs``; papermill's cell does not count."""
    injected = new.new_code_cell("x = 1", metadata={"tags": ["injected-parameters"]})
    last = new.new_code_cell("# a comment\n\ndraw(study)", outputs=list(outputs))
    return new.new_notebook(cells=[new.new_code_cell("1"), injected, new.new_markdown_cell("# T"), last])


def test_failed_cell() -> None:
    """A failed cell is refused by its number, its first line and the cause."""
    failed = new.new_output("error", ename="KeyError", evalue="'index'", traceback=[])
    with pytest.raises(NotebookError, match=r"Cell 2 \('draw\(study\)'\) failed: KeyError: 'index'"):
        check_outputs(after(failed))


def test_error_stream() -> None:
    """A program warning is refused, with its first line."""
    warned = new.new_output("stream", name="stderr", text="FutureWarning: old\n  more\n")
    with pytest.raises(NotebookError, match=r"Cell 2 .* error stream: FutureWarning: old A report"):
        check_outputs(after(warned))


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/svg+xml"])
def test_picture_without_description(kind: str) -> None:
    """A picture without a description is refused; none is made up."""
    picture = new.new_output("display_data", data={kind: "x", "text/plain": "<Figure>"})
    with pytest.raises(NotebookError, match="picture without a description"):
        check_outputs(after(picture))


def test_picture_with_description() -> None:
    """A picture with a description is shown with it."""
    data, metadata = {"image/png": "eA==\n"}, {"image/png": {"alt": 'Hai "khối"'}}
    picture = new.new_output("display_data", data=data, metadata=metadata)
    check_outputs(after(picture))
    assert shown(picture) == '<img alt="Hai &quot;khối&quot;" src="data:image/png;base64,eA==">'


def test_printed_text() -> None:
    """Printed text is shown as text."""
    assert shown(new.new_output("stream", name="stdout", text="a < b\n")) == "<pre>a &lt; b</pre>"


def test_nothing_printed() -> None:
    """A cell that shows nothing leaves nothing."""
    assert shown(new.new_output("display_data", data={"application/json": {}})) == ""


def test_frame() -> None:
    """A frame of pandas, which is no exhibit, scrolls by itself."""
    frame = new.new_output("execute_result", data={"text/html": "<table></table>", "text/plain": "x"})
    assert shown(frame) == '<div class="scroll" role="group" tabindex="0"><table></table></div>'


def test_markdown_output() -> None:
    """Text that a cell computed is rendered as text of the page."""
    assert shown(new.new_output("display_data", data={"text/markdown": "*a*"})) == "<p><em>a</em></p>"


def test_same_exhibit_twice() -> None:
    """An exhibit shown twice is refused: links would lead to one of them only."""
    table = new.new_output("display_data", data={"text/html": '<div id="ranks"></div>'})
    assert output_ids(after(table)) == ("ranks",)
    with pytest.raises(NotebookError, match="'ranks' is on the page twice"):
        output_ids(after(table, table))
