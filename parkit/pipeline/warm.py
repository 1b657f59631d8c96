"""Imported once by the process that workers are forked from: all that a report needs, ready to be used.

Nothing here starts a thread, opens a socket or chooses a window system; a forked process could not go on with these.
"""

import gc
import sys
from typing import Final

# Only jsonschema asks for it, to check addresses, which no notebook has; it builds a grammar for more than a second.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import matplotlib.backends.backend_svg
import matplotlib_inline.backend_inline
import nbformat
import seaborn
import papermill.execute

import parkit
import parkit.pipeline.build
import parkit.pipeline.shell
import parkit.report.exhibits
from parkit.report.page import warm_exporter

READY: Final = (matplotlib, matplotlib_inline, nbformat, seaborn, papermill, parkit)

nbformat.validate(nbformat.v4.new_notebook())
warm_exporter()
gc.freeze()  # what is here now stays, so that a collection in a worker does not copy its memory
