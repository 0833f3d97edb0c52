"""What ``flask check`` shows of a publication: its sections, its issues and its problems."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from archive.editions import together
from archive.model import Issue, Item, Problem, Reading, Section, Severity

SHOWN_ISSUES = 12
"""The newest, without ``--all``."""
SHOWN_SECTIONS = 20
"""The most frequent, without ``--all``."""
SHOWN_PROBLEMS = 3
"""Of each kind, those of the newest issues, without ``--all``."""

_STYLES: Mapping[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def show(
    console: Console, reading: Reading, problems: Sequence[Problem], *, detailed: bool, everything: bool
) -> None:
    """``detailed``: every item of every issue instead of the overview."""
    console.print(_heading(reading))
    if detailed:
        for issue in reading.issues:
            console.print()
            console.print(_tree(issue))
    else:
        _tables(console, reading, problems, everything)
    _problems(console, reading, problems, everything or detailed)


def _heading(reading: Reading) -> Text:
    issues = together(reading.issues)
    items = sum(1 for issue in reading.issues for _ in issue.items())
    editions = f" in {len(reading.issues)} editions" if len(reading.issues) > len(issues) else ""
    days = sorted(each.date for each in reading.issues if each.date)
    when = f", {' to '.join(dict.fromkeys((str(days[0]), str(days[-1]))))}" if days else ""
    return Text.assemble(
        (reading.publication.title, "bold"),
        f": {_many(len(issues), 'issue')}{editions}, {items} items{when}",
    )


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


# ---------------------------------------------------------------- sections and issues


def _tables(console: Console, reading: Reading, problems: Sequence[Problem], everything: bool) -> None:
    sections = _section_rows(reading)
    shown = sections if everything else sections[:SHOWN_SECTIONS]
    console.print()
    console.print(_table(("Section", "Key", "Issues", "Items"), shown))
    _left(console, len(sections) - len(shown), "more section")

    main = reading.publication.language
    groups = together(reading.issues)
    shown_issues = groups if everything else groups[-SHOWN_ISSUES:]
    marked = Counter(problem.path for problem in problems)
    rows = []
    for original, *translations in shown_issues:
        others = ", ".join(f"{each.language} {_count(each)}" for each in translations)
        slips = sum(marked[path] for path in {each.path for each in (original, *translations)})
        names = (f"{_section_name(each)} {len(each.items)}" for each in original.sections if each.items)
        date = str(original.date or "no date")
        items = str(_count(original))
        rows.append((original.id, date, items, others, str(slips or ""), ", ".join(names)))
    console.print()
    console.print(_table(("Issue", "Date", "Items", f"Not in {main}", "To look at", "Sections"), rows))
    _left(console, len(groups) - len(shown_issues), "older issue")


def _section_rows(reading: Reading) -> list[tuple[str, str, str, str]]:
    """Title, key, number of issues and of items, each story counted once; the most frequent first."""
    titles: dict[str, str] = {}
    for key, language, title in reading.publication.section_titles:
        if language == reading.publication.language:
            titles[key] = title
        titles.setdefault(key, title)
    issues: Counter[str] = Counter()
    items: Counter[str] = Counter()
    for group in together(reading.issues):
        most: Counter[str] = Counter()
        for edition in group:
            own: Counter[str] = Counter()
            for section in edition.sections:
                own[section.key] += len(section.items)
            most |= own
        keys = dict.fromkeys(section.key for edition in group for section in edition.sections)
        issues.update(list(keys))
        items.update(most)
    ranked = sorted(issues, key=lambda key: -issues[key])
    return [(titles.get(key, "introduction"), key, str(issues[key]), str(items[key])) for key in ranked]


def _count(issue: Issue) -> int:
    return sum(1 for _ in issue.items())


def _section_name(section: Section) -> str:
    return section.title or "introduction"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Without the columns that are empty."""
    rows = list(rows)
    table = Table(box=None, pad_edge=False)
    kept = [i for i in range(len(headings)) if any(row[i] for row in rows)]
    for i in kept:
        number = all(row[i].isdigit() or not row[i] for row in rows)
        last = i == kept[-1] and not number
        table.add_column(escape(headings[i]), justify="right" if number else "left", no_wrap=not last)
    for row in rows:
        table.add_row(*(Text(row[i]) for i in kept))
    return table


def _left(console: Console, count: int, thing: str) -> None:
    if count > 0:
        console.print(f"… {_many(count, thing)}; --all shows everything", style="dim", highlight=False)


def _tree(issue: Issue) -> Tree:
    facts = [str(issue.date or "no date"), issue.language, issue.path]
    tree = Tree(Text.assemble((issue.id, "bold"), f"  {issue.title}  ", (" · ".join(facts), "dim")))
    for section in issue.sections:
        name = " / ".join(section.path) or "introduction"
        branch = tree.add(Text.assemble((name, "bold"), (f"  {section.key}", "dim")))
        for item in section.items:
            branch.add(Text.assemble((f"{item.lines[0]:>4} ", "dim"), item.label, (_about(item), "dim")))
    return tree


def _about(item: Item) -> str:
    facts = [_many(len(item.links), "link")] if item.links else []
    facts += [_many(len(item.images), "image")] if item.images else []
    facts += ["untitled"] if not item.title else []
    return "  " + ", ".join((*facts, *item.tags))


# ---------------------------------------------------------------- problems


def _problems(console: Console, reading: Reading, problems: Sequence[Problem], everything: bool) -> None:
    age = {issue.path: place for place, issue in enumerate(reading.issues)}
    for severity, style in _STYLES.items():
        kinds: dict[str, list[Problem]] = defaultdict(list)
        for problem in problems:
            if problem.severity == severity:
                kinds[problem.kind].append(problem)
        for kind, found in sorted(kinds.items(), key=lambda each: -len(each[1])):
            newest = sorted(found, key=lambda problem: -age.get(problem.path, len(age)))
            console.print()
            console.print(Text.assemble((f"{severity}  ", style), (kind, "bold"), f"  {_spread(found)}"))
            _examples(console, newest, everything)
    counts = Counter(problem.severity for problem in problems)
    console.print()
    told = ", ".join(_many(counts[severity], severity) for severity in _STYLES if counts[severity])
    console.print(told or "Nothing to mend.", style="bold", highlight=False)


def _spread(found: Sequence[Problem]) -> str:
    files = len({problem.path for problem in found})
    return "" if len(found) == 1 else f"{len(found)} in {_many(files, 'file')}"


def _examples(console: Console, found: Sequence[Problem], everything: bool) -> None:
    shown = found if everything else found[:SHOWN_PROBLEMS]
    cures: Mapping[str, None] = dict.fromkeys(problem.cure for problem in found)
    for problem in shown:
        where = f"{problem.path}:{problem.line}" if problem.line else problem.path
        detail = problem.message.removeprefix(problem.kind).removeprefix(": ")
        cure = f" ({problem.cure})" if problem.cure and len(cures) > 1 else ""
        console.print(Text(f"  {where}  {detail}{cure}"), soft_wrap=True)
    if len(found) > len(shown):
        console.print(
            f"  … {len(found) - len(shown)} more; --all shows everything", style="dim", highlight=False
        )
    if len(cures) == 1 and (cure := next(iter(cures))):
        console.print(Text(f"  → {cure}", style="dim"), soft_wrap=True)
