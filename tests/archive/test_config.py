from __future__ import annotations

from pathlib import Path

import pytest

from archive.config import NO_ISSUES, RESERVED, TOPICS, SectionConfig, load, with_source
from archive.settings_file import ConfigError

TWO_LINES = '[publications.news]\nsource = { path = "letters" }\n'


def write(folder: Path, text: str | bytes) -> Path:
    """A settings file beside a folder ``letters``."""
    (folder / "letters" / "2020").mkdir(parents=True, exist_ok=True)
    path = folder / "archive.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(path: Path, *args: object) -> str:
    """The one line that a wrong setting yields, without the file's name."""
    with pytest.raises(ConfigError) as caught:
        load(path, *args)  # type: ignore[arg-type]
    line = str(caught.value)
    assert "\n" not in line
    assert line.startswith(str(path))
    return line.removeprefix(str(path)).removeprefix(": ")


def test_two_lines_are_enough(tmp_path: Path) -> None:
    """A publication needs a key and a source; the rest has defaults."""
    config = load(write(tmp_path, TWO_LINES))
    [publication] = config.publications
    assert (config.title, publication.title, publication.key) == ("news", "news", "news")
    assert publication.path == (tmp_path / "letters").resolve()
    assert (publication.language, publication.folders, publication.include) == ("", (), ())
    assert publication.exclude == NO_ISSUES
    assert publication.section_level is None


def test_every_setting_is_read(tmp_path: Path) -> None:
    """Each setting of the file arrives in the values."""
    text = """
title = "Letters"
[publications.news]
title = "The News"
source = "letters"
folders = ["./2020/"]
include = ["*.txt"]
exclude = ["draft-*"]
require_tag = "letter"
authors = "authors.yml"
language = "pt-br"
url = "https://example.org"
section_level = 2
items = "entries"
[publications.news.sections.papers]
title = "Papers"
aliases = ["Artigos", "📙"]
items = "paragraphs"
[publications.news.sections.events]
"""
    config = load(write(tmp_path, text))
    [news] = config.publications
    assert (config.title, news.title) == ("Letters", "The News")
    assert (news.folders, news.include, news.exclude) == (("2020",), ("*.txt",), ("draft-*",))
    assert (news.require_tag, news.authors, news.language) == ("letter", "authors.yml", "pt-BR")
    assert (news.url, news.section_level) == ("https://example.org", 2)
    assert news.items == "entries"
    assert news.sections == (
        SectionConfig("papers", "Papers", ("Artigos", "📙"), "paragraphs"),
        SectionConfig("events"),
    )
    assert [each.names for each in news.sections] == [("papers", "Papers", "Artigos", "📙"), ("events",)]


@pytest.mark.parametrize(
    ("archive", "publication", "expected"),
    [
        ("", "", TOPICS),
        ("topics = 'words.toml'", "", "words.toml"),
        ("topics = false", "", None),
        ("topics = ''", "", None),
        ("topics = false", "topics = 'words.toml'", "words.toml"),
        ("topics = 'words.toml'", "topics = false", None),
        ("topics = 'words.toml'", "topics = true", TOPICS),
    ],
)
def test_topics(tmp_path: Path, archive: str, publication: str, expected: Path | str | None) -> None:
    """Topics are those of the publication, or else of the archive, or else the bundled ones."""
    (tmp_path / "words.toml").touch()
    [news] = load(write(tmp_path, f"{archive}\n{TWO_LINES}{publication}")).publications
    assert news.topics == ((tmp_path / expected).resolve() if isinstance(expected, str) else expected)


def test_a_repository_needs_no_folder(tmp_path: Path) -> None:
    """A git source is kept as written, for its folders can only be checked once it is fetched."""
    text = '[publications.news]\nsource = { git = "https://a.org/n.git", branch = "main" }\nfolders = ["a"]'
    [news] = load(write(tmp_path, text)).publications
    assert (news.path, news.git, news.branch) == (None, "https://a.org/n.git", "main")


def test_include_takes_the_place_of_the_default_exclusions(tmp_path: Path) -> None:
    """Who names the files to read gets all that are named, a README too."""
    [news] = load(write(tmp_path, TWO_LINES + 'include = ["README.md"]')).publications
    assert news.exclude == ()


def test_another_folder_can_be_read(tmp_path: Path) -> None:
    """A source given at the command line replaces that of the file, which need not exist then."""
    other = tmp_path / "other"
    other.mkdir()
    path = write(tmp_path, '[publications.news]\nsource = { path = "gone" }')
    assert load(path, other).publications[0].path == other.resolve()
    assert load(path, other, "news").publications[0].path == other.resolve()
    config = load(write(tmp_path, TWO_LINES))
    assert with_source(config, other).publications[0].path == other.resolve()
    assert "no folder" in fault(path, tmp_path / "nowhere")
    assert 'did you mean "news"?' in fault(path, other, "new")


def test_which_of_several_publications_must_be_said(tmp_path: Path) -> None:
    """With several publications, another source is only taken together with a key."""
    path = write(tmp_path, TWO_LINES + '[publications.blog]\nsource = "gone"')
    assert "say which to read: news, blog" in fault(path, tmp_path)
    [news, blog] = load(path, tmp_path / "letters" / "2020", "blog").publications
    assert news.path != blog.path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title = ", "is no valid TOML: Invalid value (at end of document)"),
        ('title = "a"\nb c', "line 2, column 3"),
        ('title = "C:\\news"', "a path with / instead of \\"),
        ('[publications.a]\nsource = "C:\\users"', "paths are written with /"),
        (b'title = "caf\xe9"', "is not UTF-8, byte 12 (save it as UTF-8)"),
        ("", "publications: there is none (add a table [publications.KEY] with its source)"),
        ("publications = 3", "publications: is a whole number (write a table)"),
        ("publications.a = 3", "publications.a: is a whole number (write a table)"),
        ("titel = 'x'\n" + TWO_LINES, 'titel: unknown key (did you mean "title"?)'),
        (
            "[publications.a]\ntitle = 'x'",
            'publications.a.source: is missing (add source = { path = "FOLDER" })',
        ),
        ("[publications.a]\nsource = 'gone'", "publications.a.source: no folder"),
        (
            "[publications.a]\nsource = { path = 3 }",
            "publications.a.source.path: is a whole number (write a text)",
        ),
        ("[publications.a]\nsource = { path = 'x', git = 'y' }", "has both path and git (keep one of them)"),
        ("[publications.a]\nsource = { path = 'x', branch = 'y' }", "publications.a.source.branch"),
        ("[publications.a]\nsource = { git = '--upload-pack=x' }", "begins with a hyphen"),
        ("[publications.a]\nsource = { paht = 'x' }", 'source.paht: unknown key (did you mean "path"?)'),
        ("[publications.'My News']\nsource = 'letters'", 'hyphens, e.g. "my-news")'),
        (
            "[publications.search]\nsource = 'letters'",
            'publications.search: "/search" is a page of the archive',
        ),
        (TWO_LINES + "folder = ['x']", 'publications.news.folder: unknown key (did you mean "folders"?)'),
        (TWO_LINES + "zzz = 1", "zzz: unknown key (known here: source, "),
        (TWO_LINES + "folders = 'x'", "publications.news.folders: is a text (write a list)"),
        (TWO_LINES + "folders = [1]", "publications.news.folders: holds a whole number"),
        (TWO_LINES + "folders = ['../x']", 'folders: "../x" leaves the source'),
        (TWO_LINES + "folders = ['2021']", 'publications.news.folders: no folder "2021" in'),
        (TWO_LINES + "authors = '/etc/passwd'", "authors"),
        (TWO_LINES + "language = 'English'", 'language: "English" is no language tag'),
        (TWO_LINES + "url = 'example.org'", "write it with https://"),
        (TWO_LINES + "section_level = 7", "section_level: is 7 (headings have levels 1 to 6)"),
        (TWO_LINES + "section_level = true", "section_level: is true or false (write a whole number)"),
        (TWO_LINES + "items = 'entry'", 'news.items: "entry" is no kind of item (did you mean "entries"?)'),
        (TWO_LINES + "items = 'x'", "known here: headings, entries, paragraphs, section)"),
        (TWO_LINES + "topics = 3", "news.topics: is a whole number (write a text)"),
        (TWO_LINES + "topics = 'gone.toml'", "a path is relative to the settings file)"),
        ("topics = 'letters'\n" + TWO_LINES, "topics: no file"),
        (TWO_LINES + "[publications.news.sections.a]\nitems = 'headlines'", 'did you mean "headings"?'),
        (TWO_LINES + 'title = "a\\nb"', "title: holds a control character"),
        (TWO_LINES + "[publications.news.sections.A]", "publications.news.sections.A: is no key"),
        (TWO_LINES + "[publications.news.sections.a]\nalias = []", 'did you mean "aliases"?'),
        (
            TWO_LINES + "[publications.news.sections]\na.aliases = ['X']\nb.aliases = ['x']",
            'publications.news.sections.b.aliases: "x" also names "a"',
        ),
    ],
)
def test_a_wrong_setting_is_one_line(tmp_path: Path, text: str | bytes, expected: str) -> None:
    """What is wrong is said in one line with file, key and cure."""
    assert expected in fault(write(tmp_path, text))


def test_settings_that_cannot_be_read_are_one_line(tmp_path: Path) -> None:
    """A missing file, or a folder in its place, is an error with a cure."""
    assert fault(tmp_path / "gone.toml").startswith("no such file (")
    assert fault(tmp_path).startswith("cannot be read: ")


def test_a_mark_and_line_ends_of_windows_do_no_harm(tmp_path: Path) -> None:
    """Settings saved by a Windows editor are read."""
    path = write(tmp_path, b"\xef\xbb\xbf" + TWO_LINES.replace("\n", "\r\n").encode())
    assert load(path).publications[0].key == "news"


def test_the_example_is_right(shared: Path) -> None:
    """The settings of the real newsletter load, and its folder can be read instead of the repository."""
    example = Path(__file__).parents[2] / "examples" / "dair-ai.toml"
    assert load(example).publications[0].git
    [newsletter] = load(example, shared / "corpora" / "dair").publications
    assert newsletter.path == (shared / "corpora" / "dair").resolve()


@pytest.mark.parametrize("key", sorted(RESERVED))
def test_no_publication_hides_a_page(tmp_path: Path, key: str) -> None:
    """The first pieces of the archive's own addresses are refused as keys."""
    assert "is a page" in fault(write(tmp_path, f"[publications.{key}]\nsource = 'letters'"))
