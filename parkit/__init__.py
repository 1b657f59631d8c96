"""Compute, explain and publish a Public Administration Reform index.

The names an analyst uses in a notebook are here; each is loaded when it is first used,
so that ``import parkit`` and ``parkit --help`` stay instant.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parkit.pipeline.session import open_profile as open_profile
    from parkit.pipeline.session import open_study as open_study
    from parkit.report import exhibits as exhibits
    from parkit.report.study import Study as Study

__version__ = "0.1.0"
__all__ = ["Study", "__version__", "exhibits", "open_profile", "open_study"]

_HOME = {
    "Study": "parkit.report.study",
    "exhibits": "parkit.report.exhibits",
    "open_profile": "parkit.pipeline.session",
    "open_study": "parkit.pipeline.session",
}


def __getattr__(name: str) -> object:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _HOME:
        message = f"module 'parkit' has no attribute {name!r}; it offers {', '.join(__all__)}"
        raise AttributeError(message)
    module = import_module(_HOME[name])
    return module if _HOME[name].endswith(f".{name}") else getattr(module, name)
