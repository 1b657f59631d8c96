"""Errors of the pipeline: the kinds and exit codes of the model, with their wording in ``words/cli.toml``."""

from parkit.model.catalogue import say
from parkit.model.errors import DataError, NotebookError, ParkitError, UsageError
from parkit.model.language import Lang


class WordedError(ParkitError):
    """A mistake whose ``code`` names an entry of ``words/cli.toml``."""

    def text(self, lang: Lang) -> str:
        """Return the sentence in ``lang``."""
        return say(f"cli.{self.code}", lang, **self.fields)


class ParameterError(WordedError, UsageError):
    """A parameter, notebook or option that does not exist or has the wrong type (exit code 2)."""


class ReportError(WordedError, NotebookError):
    """A notebook that failed, or that did not produce what it promises (exit code 5)."""


class InputError(WordedError, DataError):
    """A scheme-year whose data have errors, or changed while they were read (exit code 4)."""
