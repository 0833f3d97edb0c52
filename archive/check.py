"""What an editor should mend: slips in the issues that reading survived without a word.

A false alarm costs more than a slip that is missed: where an archive does not do a thing at all (numbers
its issues, say), nobody is told that it is not done in one issue.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from rapidfuzz import fuzz

from archive.editions import SURE, align, editions
from archive.ids import parse, slug
from archive.model import Issue, Item, Link, Problem, Reading
from archive.odd import odd, untold_sections

STORED = frozenset(
    "md markdown png jpg jpeg gif svg webp pdf ipynb csv tsv json zip gz mp3 mp4 pptx docx".split()
)
"""Endings of files that lie in a source as they are; others (html) are made from it."""
ALIKE = 80
"""Likeness, of 100, from which two titles say the same."""
NAMED = 3
"""Things that a line names; the rest is counted."""


def check(reading: Reading) -> tuple[Problem, ...]:
    """All that an editor should look at, what reading itself noticed among it."""
    groups = list(editions(reading.issues, reading.publication.language))
    translations = {issue.id for _, *others in groups for issue in others}
    originals = [issue for issue in reading.issues if issue.id not in translations]
    return (
        *reading.problems,
        *_numbers(originals),
        *_repeated_links(originals),
        *_dead_links(reading),
        *_images(reading.issues),
        *(
            problem
            for original, *others in groups
            for each in others
            for problem in _translation(original, each)
        ),
        *odd(originals),
        *untold_sections(originals, [each for _, *others in groups for each in others]),
    )


# ---------------------------------------------------------------- numbers and dates


def _numbers(issues: Sequence[Issue]) -> Iterator[Problem]:
    """Numbers left out, and dates that do not rise with the numbers."""
    numbered = sorted((each for each in issues if each.number is not None), key=_number)
    steps = [(before, after) for before, after in pairwise(numbered) if _number(after) > _number(before)]
    one_by_one = sum(_number(after) - _number(before) == 1 for before, after in steps) * 10 >= len(steps) * 8
    for before, after in steps:
        first, last = _number(before) + 1, _number(after) - 1
        if first <= last and one_by_one:
            lacking = f"{first}" if first == last else f"{first} to {last}"
            yield Problem(
                after.path,
                None,
                f"gap in the numbers: no issue {lacking}",
                "add what is lacking or mend the number",
            )
        if before.date and after.date and after.date < before.date:
            yield Problem(
                after.path,
                None,
                f"date before that of an earlier number: {after.date}, but {before.id} is of {before.date}",
                "mend the date or the number",
            )


def _number(issue: Issue) -> int:
    return issue.number or 0


# ---------------------------------------------------------------- links


def _repeated_links(issues: Sequence[Issue]) -> Iterator[Problem]:
    """Stories told twice in one issue: in one section or by one name, with an address no other issue has."""
    spread = Counter(
        address for issue in issues for address in {a for i in issue.items() for a in _targets(i)}
    )
    for issue in issues:
        stories: dict[str, list[Item]] = defaultdict(list)
        for item in issue.items():
            if (targets := _targets(item)) and "/" in targets[0] and spread[targets[0]] == 1:
                stories[targets[0]].append(item)
        for address, (first, *others) in stories.items():
            for item in others:
                if item.section == first.section or fuzz.ratio(item.label, first.label) > ALIKE:
                    yield Problem(
                        issue.path,
                        item.lines[0],
                        f"link twice in one issue: {address}",
                        f"line {first.lines[0]} has it too: one story told twice?",
                    )


def _targets(item: Item) -> list[str]:
    return [link.canonical for link in item.links if link.url and link.kind != "mail"]


def _dead_links(reading: Reading) -> Iterator[Problem]:
    """Links to files or issues of the newsletter's own that are not there."""
    site = _host(reading.publication.url)
    if not site:  # reading itself says then that links within the site lead nowhere
        return
    files = _file_names(reading.folder)
    stems = {stem for issue in reading.issues for stem in _stems(issue.path)}
    templates = {_template(stem) for stem in stems}
    for issue in reading.issues:
        for item in issue.items():
            for link in item.links:
                name = _own_page(link, site)
                if _is_lacking(name, files, stems, templates):
                    message = f"link to a page of the newsletter that is not there: {link.written}"
                    yield Problem(issue.path, item.lines[0], message, "mend the address", "error")


def _own_page(link: Link, site: str) -> str:
    """The last piece of an address within the newsletter's own site; empty for others."""
    address = urlsplit(link.written)
    if address.scheme not in ("", "http", "https") or (address.netloc and _host(link.written) != site):
        return ""
    return unquote(PurePosixPath(address.path).name)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.casefold().removeprefix("www.")
    except ValueError:
        return ""


def _is_lacking(
    name: str, files: Collection[str], stems: Collection[str], templates: Collection[str]
) -> bool:
    stem, _, ending = name.rpartition(".")
    if files and stem and ending.casefold() in STORED:
        return name.casefold() not in files
    page = slug(stem if ending.casefold() in ("html", "htm") else name)
    return _template(page) in templates and page not in stems


def _stems(path: str) -> tuple[str, str]:
    """What an issue may be called in addresses: its file's name, with and without the date before it."""
    stem = PurePosixPath(path.rstrip()).stem
    return slug(stem), slug(re.sub(r"^\d{4}-\d\d-\d\d[-_]", "", stem))


def _template(stem: str) -> str:
    """A name without its numbers, if it has numbers and words: ``letter-12`` -> ``letter-#``."""
    template = re.sub(r"\d+", "#", stem)
    return template if "#" in template and re.search(r"[^\W\d_]{3}", template) else stem


def _file_names(folder: str) -> frozenset[str]:
    """The names of all files below a folder, in lower case: a link may lead to where a site moves them."""
    if not folder:
        return frozenset()
    return frozenset(name.casefold() for _, _, names in os.walk(Path(folder)) for name in names)


# ---------------------------------------------------------------- images


def _images(issues: Sequence[Issue]) -> Iterator[Problem]:
    cure = "say in the brackets what it shows: ![…](…)"
    for issue in issues:
        for item in issue.items():
            for image in item.images:
                if not image.alt and not image.caption:
                    message = f"image without alternative text: {image.url}"
                    yield Problem(issue.path, item.lines[0], message, cure)


# ---------------------------------------------------------------- translations


def _translation(original: Issue, translation: Issue) -> Iterator[Problem]:
    """Items that a translation lacks or has for itself, and those that may be one story but need not."""
    items: Mapping[str, Item] = {item.id: item for each in (original, translation) for item in each.items()}
    aligned = align(original, translation)
    told = {each.original for each in aligned}
    whole = [item for item in original.items() if item.text]
    lacking = [item for item in whole if item.id not in told]
    if lacking:
        yield Problem(
            translation.path,
            None,
            f"translation lacks items: {len(lacking)} of {len(whole)} in {original.id}: {_named(lacking)}",
            "translate them, unless they were left out on purpose",
        )
    for each in aligned:
        if each.confidence < SURE:
            item, other = items[each.translation], items[each.original]
            yield Problem(
                translation.path,
                item.lines[0],
                f"may or may not be a translation: “{item.label}” of “{other.label}”",
                f"link to what {parse(each.original)} links to",
                "note",
            )


def _named(items: Sequence[Item]) -> str:
    names = ", ".join(f"“{item.label}”" for item in items[:NAMED])
    left = len(items) - NAMED
    return f"{names} and {left} more" if left > 0 else names
