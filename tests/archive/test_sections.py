from __future__ import annotations

from collections.abc import Sequence

from archive.markdown import Addresses
from archive.memory import Draft, learn
from archive.outline import Block, outline
from archive.sections import Overrides, Role, roles
from archive.titles import same

LEARNED = Overrides()


def blocks(text: str) -> tuple[Block, ...]:
    return outline(text, Addresses(str, str)).blocks


def having(role: Role, texts: Sequence[str], overrides: Overrides = LEARNED) -> list[list[str]]:
    """Of each issue of a publication, the blocks that have a role."""
    drafts = [Draft(str(number), blocks(text)) for number, text in enumerate(texts)]
    memory = learn(drafts)
    found = [zip(draft.blocks, roles(draft.blocks, memory, overrides), strict=True) for draft in drafts]
    return [[block.text for block, each in issue if each is role] for issue in found]


# ---------------------------------------------------------------- sections and stories


def test_what_comes_back_is_a_section() -> None:
    """Headings that come back are sections, those seen once are stories on the same level."""
    names = ["Apples", "Pears", "Plums", "Grapes", "Figs", "Dates"]
    texts = [
        f"# Papers\n\nText.\n\n# {one}\n\nText.\n\n# {other} too\n\nText.\n\n# {one} again\n\nText.\n"
        for one, other in zip(names, reversed(names), strict=True)
    ]
    assert having(Role.SECTION, texts) == [["Papers"]] * 6
    assert [len(found) for found in having(Role.STORY, texts)] == [3] * 6


def test_levels_tell_where_nothing_comes_back() -> None:
    """In a lone file, headings with headings below them are sections."""
    text = "# Papers\n\n## Reformer\n\nOne.\n\n## T5\n\nTwo.\n\n# Tools\n\n## spaCy\n\nThree.\n"
    text += "\n## Flax\n\nFour.\n"
    assert having(Role.SECTION, [text]) == [["Papers", "Tools"]]
    assert having(Role.STORY, [text]) == [["Reformer", "T5", "spaCy", "Flax"]]


def test_the_title_of_a_file_is_neither() -> None:
    """The only heading of the highest level, at the top, titles the issue."""
    texts = [
        f"# News number {n}\n\n## Papers\n\n- [a](https://a.b/{n})\n- [b](https://c.d/{n})\n"
        for n in range(4)
    ]
    assert having(Role.TITLE, texts) == [[f"News number {n}"] for n in range(4)]
    assert having(Role.SECTION, texts) == [["Papers"]] * 4


def test_settings_may_state_the_level() -> None:
    """Where the settings give the level of sections, learning does not decide."""
    text = "# Papers\n\nOne.\n\n## Reformer\n\nTwo.\n\n# Tools\n\n## spaCy\n\nThree.\n"
    assert having(Role.SECTION, [text], Overrides(section_level=1)) == [["Papers", "Tools"]]
    assert having(Role.SECTION, [text], Overrides(section_level=2)) == [
        ["Papers", "Reformer", "Tools", "spaCy"]
    ]


def test_settings_may_name_sections() -> None:
    """A heading that the settings name is a section though it is seen once."""
    text = "# Reformer\n\nText.\n\n# T5\n\nText.\n\n# BERT\n\nText.\n\n# Odds and ends\n\nText.\n"
    named = Overrides(titles=frozenset({same("Odds and Ends")}))
    assert having(Role.SECTION, [text, "# spaCy\n\nText.\n\n# Flax\n\nText.\n"], named)[0] == [
        "Odds and ends"
    ]


# ---------------------------------------------------------------- boilerplate


def test_wording_that_comes_back_is_boilerplate() -> None:
    """A paragraph that comes back, though slightly changed, is boilerplate; other paragraphs are not."""
    line = "Do you want a story mentioned here? Then send us a {} mail and we will read it with pleasure."
    stories = [
        "Attention is cheap now.",
        "Hashing made it so.",
        "Pruning follows.",
        "Speech comes last of them.",
    ]
    texts = [
        f"# Papers\n\n{story}\n\n{line.format(word)}\n"
        for story, word in zip(stories, ["short", "long", "friendly", "plain"], strict=True)
    ]
    found = having(Role.BOILERPLATE, texts)
    assert [each[0][:11] for each in found if len(each) == 1] == ["Do you want"] * 4


def test_a_table_of_contents_is_boilerplate() -> None:
    """A list that repeats the headings of its file is no content."""
    text = "- Reformer\n- T5\n- BERT\n\n# Reformer\n\nText.\n\n# T5\n\nText.\n\n# BERT\n\nText.\n"
    ((contents,),) = having(Role.BOILERPLATE, [text])
    assert contents.split() == ["Reformer", "T5", "BERT"]


def test_one_issue_has_no_boilerplate() -> None:
    """What has not come back yet is content, in all languages of one issue together."""
    text = "# Papers\n\nPlease subscribe to this newsletter to get the next issue in your inbox.\n"
    blocks_of_it = blocks(text)
    memory = learn([Draft("1", blocks_of_it), Draft("1", blocks_of_it)])
    assert Role.BOILERPLATE not in roles(blocks_of_it, memory)
