"""How a report went, and how that is said: one line when it is built, two when it failed."""

from dataclasses import dataclass
from typing import Final

from parkit.model.catalogue import say
from parkit.model.errors import ParkitError
from parkit.model.language import Lang, format_number
from parkit.pipeline.plan import Report

BUG: Final = 1


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A report and what became of it.

    Attributes
    ----------
    seconds : float
        How long it took.
    error : ParkitError, optional
        Why it failed or was not begun.
    begun : bool
        False if the data did not allow it.
    trace : str
        The trace of a bug.
    """

    report: Report
    seconds: float = 0.0
    error: ParkitError | None = None
    begun: bool = True
    trace: str = ""

    @property
    def built(self) -> bool:
        """Whether the report is in its place."""
        return self.error is None and not self.trace

    @property
    def exit_code(self) -> int:
        """The exit code of its cause, 0 if it is built."""
        if self.trace:
            return BUG
        return self.error.exit_code if self.error else 0

    def line(self, lang: Lang) -> str:
        """Return what to say when the report is done.

        >>> from pathlib import Path
        >>> report = Report(root=Path(), notebook="20_rankings", scheme="nam-dinh", year=2018, lang="vi")
        >>> Outcome(report=report, seconds=4.123).line("en")
        'vi nam-dinh 2018 20_rankings … 4.1 s'
        """
        return f"{self.report.label} … {self._ending(lang)}"

    def _ending(self, lang: Lang) -> str:
        if self.built:
            return f"{format_number(self.seconds, 1, lang)} s"
        if not self.begun:
            return say("cli.not_built", lang)
        return self.error.text(lang) if self.error else say("cli.bug", lang)
