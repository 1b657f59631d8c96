"""Put an announcement together: areas in order, the whole index with ranks, shortcomings."""

from parkit.report.announcement.facts import area_facts
from parkit.report.announcement.notice import Notice, Section
from parkit.report.announcement.phrases import Voice
from parkit.report.announcement.printed import printed_areas, printed_weak, printed_whole
from parkit.report.announcement.results import area_sentences, overall_sentences, weak_sentences
from parkit.report.study import Study


def make_notice(study: Study) -> Notice:
    """Return the announcement of a scheme-year in the study's language.

    A year with scores of units is told from them; a year of which only figures of whole blocks were published is told
    from those, marked as printed. What a year cannot carry is left out with a sentence.
    """
    voice = Voice(lang=study.lang, decimals=study.scheme.decimals)
    printed = study.depth() == "blocks"
    province, name = study.scheme.province.get(study.lang), study.scheme.name.get(study.lang)
    facts = {"province": province, "name": name, "year": study.year}
    return Notice(
        lang=study.lang,
        warning=voice.say("constructed") if study.scheme.constructed else "",
        authority=voice.say("authority", province=province).upper(),
        number=voice.say("number"),
        date=voice.say("date"),
        kind=voice.say("kind"),
        title=voice.say("title", **facts),
        preamble=voice.say("preamble_printed" if printed else "preamble", **facts),
        sections=_printed_sections(study, voice) if printed else _unit_sections(study, voice),
        closing=voice.say("closing_printed" if printed else "closing", **facts),
        source=voice.say("source", source=study.source()) if study.source() else "",
        data_date=study.data_date(),
    )


def _unit_sections(study: Study, voice: Voice) -> tuple[Section, ...]:
    facts = area_facts(study) if study.depth() == "areas" else ()
    return (
        Section(heading=voice.say("heading_areas"), paragraphs=tuple(area_sentences(study, facts, voice))),
        Section(heading=voice.say("heading_whole"), paragraphs=tuple(overall_sentences(study, voice))),
        Section(heading=voice.say("heading_weak"), paragraphs=tuple(weak_sentences(study, facts, voice))),
    )


def _printed_sections(study: Study, voice: Voice) -> tuple[Section, ...]:
    return (
        Section(heading=voice.say("heading_areas"), paragraphs=tuple(printed_areas(study, voice))),
        Section(heading=voice.say("heading_whole"), paragraphs=tuple(printed_whole(study, voice))),
        Section(heading=voice.say("heading_weak"), paragraphs=tuple(printed_weak(study, voice))),
    )
