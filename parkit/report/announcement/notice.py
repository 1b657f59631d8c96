"""What an announcement consists of, whatever form it is written in."""

from dataclasses import dataclass

from parkit.model.language import Lang


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and the paragraphs below it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The text of an announcement: ``warning`` says of constructed data that they are constructed."""

    lang: Lang
    warning: str
    authority: str
    number: str
    date: str
    kind: str
    title: str
    preamble: str
    sections: tuple[Section, ...]
    closing: str
    source: str
    data_date: str
    """The latest date of the data, as YYYY-MM-DD or as much of it as is known."""
