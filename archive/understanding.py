"""Pages -> issues: the archive as a whole tells what in them is section, story or boilerplate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import yaml

from archive import lessons, memory
from archive.assembly import Learned, Plan, issue, packed_lessons, places
from archive.compilations import split
from archive.config import PublicationConfig
from archive.cores import Cores
from archive.editions import same_sections, together, with_sections, with_stories
from archive.lessons import Lessons, Sketch
from archive.memory import Draft, Memory
from archive.model import Issue, Problem, Publication, Reading
from archive.numbers import numbered
from archive.page import Page
from archive.sections import Overrides, Role, roles
from archive.titles import emoji, same
from archive.topics import Vocabulary

_CHUNK = 16
"""Issues that a process puts together at once."""
_PARALLEL_FROM = 1000
"""Issues from which on a second process pays for its start, about 0.5 s against 2 ms an issue."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of which it is known what each block is."""

    page: Page
    roles: tuple[Role, ...]
    sketch: Sketch


def understand(
    publication: PublicationConfig,
    pages: Sequence[Page],
    problems: Iterable[Problem],
    root: Path,
    *,
    topics: Vocabulary,
    cores: Cores,
) -> tuple[Reading, Lessons]:
    """The issues of all pages, and what these teach. ``root``: the folder that paths are relative to,
    ``problems``: what is known to be wrong already."""
    main = main_language(publication, (page.language for page in pages))
    parts = numbered([part for page in pages for part in split(page)], main)
    parts = sorted(parts, key=lessons.age)
    known = memory.learn([Draft(page.issue, page.blocks, page.language) for page in parts])
    drawn = draw(parts, known, publication)
    sketches = [each.sketch for each in drawn]
    ids = list(lessons.issue_ids(sketches, publication.key, main))
    authors, unread = author_names(publication, root)
    learned = learn(publication, main, sketches, authors, topics)
    issues, _ = with_stories(assembled(list(zip(drawn, ids, strict=True)), learned, cores), main)
    joined = same_sections(issues, main)
    reading = Reading(
        Publication(
            publication.key,
            publication.title,
            main,
            publication.url,
            _titles(learned.sections.titles, joined),
            tuple(topics.labels.items()),
        ),
        tuple(_ordered(with_sections(issues, joined), main)),
        (*problems, *unread, *_doubts(sketches, ids)),
        tuple(sorted({medium for page in parts for medium in page.media})),
        str(root),
    )
    return reading, Lessons(reading.publication, known, dict(joined), tuple(zip(ids, sketches, strict=True)))


def main_language(publication: PublicationConfig, languages: Iterable[str]) -> str:
    """As the settings have it, or else what most pages are in."""
    most = Counter(languages).most_common(1)
    return publication.language or (most[0][0] if most else "") or "en"


def draw(parts: Iterable[Page], known: Memory, publication: PublicationConfig) -> list[Drawn]:
    """``known``: what comes back in the archive."""
    overrides = _overrides(publication)
    result = []
    for page in parts:
        its = roles(page.blocks, known, overrides, page.title, page.language)
        result.append(Drawn(page, tuple(its), lessons.sketch(page, places(page.blocks, its))))
    return result


def learn(
    publication: PublicationConfig,
    main: str,
    sketches: Sequence[Sketch],
    authors: Mapping[str, str],
    topics: Vocabulary,
) -> Learned:
    """What all issues of an archive teach about its sections."""
    shapes = {section.key: section.items for section in publication.sections} | {"": publication.items}
    names = lessons.sections(sketches, publication, main)
    habits = lessons.habits(sketches)
    return Learned(publication.key, publication.title, habits, names, authors, shapes, topics)


def assembled(drawn: Sequence[tuple[Drawn, str]], learned: Learned, cores: Cores) -> list[Issue]:
    """Issues of (page, id)."""
    plans = [Plan(each.page, each.roles, name) for each, name in drawn]
    assemble = partial(issue, lessons=packed_lessons(learned))
    made = dict(cores.each(assemble, plans, Plan, Issue, chunk=_CHUNK, fewest=_PARALLEL_FROM))
    return [made[place] for place in range(len(plans))]


def author_names(publication: PublicationConfig, root: Path) -> tuple[Mapping[str, str], list[Problem]]:
    """Handle -> name, from the publication's file of authors; and what is wrong with that."""
    if not publication.authors:
        return {}, []
    try:
        found = yaml.safe_load((root / publication.authors).read_text("utf-8-sig"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:120]
        message = f"authors cannot be read: {reason}"
        return {}, [Problem(publication.authors, None, message, "mend the file")]
    if not isinstance(found, Mapping):
        cure = "write handle: {name: …}"
        return {}, [Problem(publication.authors, None, "authors are not a mapping", cure)]
    names = {str(h): about.get("name") if isinstance(about, Mapping) else about for h, about in found.items()}
    return {handle: str(name) for handle, name in names.items() if name}, []


def _titles(
    titles: Iterable[tuple[str, str, str]], joined: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """How each section is called in each language, once sections are joined; its own title goes first."""
    known = {(key, language): title for key, language, title in titles if key not in joined}
    for key, language, title in titles:
        known.setdefault((joined.get(key, key), language), title)
    return tuple(sorted((key, language, title) for (key, language), title in known.items()))


def _overrides(publication: PublicationConfig) -> Overrides:
    names = [name for section in publication.sections for name in section.names]
    return Overrides(
        publication.section_level,
        frozenset(same(name) if any(c.isalnum() for c in name) else emoji(name) for name in names),
    )


def _doubts(sketches: Sequence[Sketch], ids: Sequence[str]) -> Iterator[Problem]:
    """What an editor should know about how issues are called."""
    dated = any(each.date for each in sketches)
    first: dict[tuple[int | None, str], str] = {}
    for each, its_id in zip(sketches, ids, strict=True):
        if each.date is None:
            cure = "add `date:` to the front matter or put it into the file's name"
            yield Problem(each.path, None, "no date", cure, "error" if dated else "warning")
        before = first.get((each.number, each.language))
        if before is None:
            first[each.number, each.language] = each.path
        elif each.number is not None:
            message = f"number {each.number} is also that of {before}"
            yield Problem(each.path, None, message, f"served as {its_id}", "error")


def _ordered(issues: Sequence[Issue], main: str) -> list[Issue]:
    """Oldest issue first, its editions together, the main language first."""

    def rank(each: Issue) -> tuple[bool, str, date, str]:
        return each.language != main, each.language, each.date or date.max, each.id

    def age(group: list[Issue]) -> tuple[date, str]:
        ordered = sorted(group, key=lambda each: (each.language != main, each.date or date.max, each.id))
        return ordered[0].date or date.max, ordered[0].id

    return [each for group in sorted(together(issues), key=age) for each in sorted(group, key=rank)]
