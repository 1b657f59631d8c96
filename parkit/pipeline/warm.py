"""Makes everything ready that a report needs, once, in the process that workers are forked from.

Nothing here starts a thread, opens a socket or chooses a window system; a forked process could not go on with these.
"""

import gc
import sys
from importlib import import_module
from typing import Final

_SLOW: Final = (
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "matplotlib_inline.backend_inline",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "seaborn",
    "papermill.execute",
    "parkit.pipeline.build",
    "parkit.pipeline.cells",
    "parkit.pipeline.session",
    "parkit.report.exhibits",
)


def warm() -> None:
    """Import what is slow to import, and use once what is slow to use for the first time."""
    # Only jsonschema asks for it, to check addresses, which no notebook has; it builds a grammar for over a second.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    for name in _SLOW:
        import_module(name)
    from nbformat.v4 import new_markdown_cell, new_notebook

    from parkit.model.catalogue import WORDS_FOLDER, entries
    from parkit.pipeline.publish import libraries
    from parkit.report.exporter import page_exporter
    from parkit.report.frame import page_environment
    from parkit.report.svg import draw

    draw("warm", "warm", "warm", lambda axes: axes.plot([0, 1], label="ă"))
    page_exporter().from_notebook_node(new_notebook(cells=[new_markdown_cell("# A")]), {"parkit_lang": "vi"})
    page_environment().get_template("source.html.j2")
    for words in WORDS_FOLDER.glob("*.toml"):
        entries(words.stem)
    libraries()
    gc.collect()
    gc.freeze()  # what is here now stays, so that a collection in a worker does not copy its memory


warm()
