"""Tags from a vocabulary: what shows a topic, what does not, and what a wrong file says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.config import TOPICS
from archive.settings_file import ConfigError
from archive.topics import LEAD, Suggestion, Topic, Vocabulary, suggest

VOCABULARY = Vocabulary.load()
FILLER = "something else entirely "


def vocabulary(*words: str) -> Vocabulary:
    return Vocabulary([Topic("it", "It", words)])


SHOWN = [
    ("question answering", "A dataset for Question Answering"),
    ("question answering", "question-answering systems"),
    ("question answering", "QUESTION\n  ANSWERING"),
    ("language model", "two language models"),
    ("modèle de langue", "les modeles de langue"),
    ("ciência de dados", "CIÊNCIA DE DADOS"),
    ("GAN", "All about GANs"),
    ("*BERT", "CamemBERT, a model for French"),
    ("interpretab*", "Interpretability matters"),
    ("*bench*", "SuperBenchmarks"),
    ("sinir ağ*", "çizge sinir ağları"),
    ("tokenizer", "Tokenizer'lar"),
    ("C++", "bindings for C++."),
    ("C#", "from C# to Rust"),
    ("T5", "T5: text to text"),
    ("spaCy", "built on spaCy"),
    ("问答", "发布了问答数据集"),
    ("TyDi QA", "谷歌发布了TyDi QA数据集"),
    ("質問応答", "日本語の質問応答システム"),
    ("التعلم العميق", "مقدمة في والتعلم العميق"),
    ("تعلم معزز", "التَّعلُّم المعزز"),
    ("ışık", "IŞIK"),
]
NOT_SHOWN = [
    ("GAN", "they began; gan and Gan"),
    ("LIME", "a lime tree"),
    ("T5", "t5"),
    ("spaCy", "a spacy room"),
    ("BERT", "Robert"),
    ("BERT", "CamemBERT"),
    ("art", "start of the party"),
    ("language model", "a model of language"),
    ("interpretab*", "uninterpretable"),
    ("C++", "C and c"),
    ("C", "C++ and C#"),
    ("问答", "问题回答"),
    ("bias", "biology"),
]


@pytest.mark.parametrize(("word", "title"), SHOWN)
def test_shown(word: str, title: str) -> None:
    """A word is found however it is cased, accented, hyphenated or inflected, in any script."""
    assert vocabulary(word).tags(title, "") == ("it",)


@pytest.mark.parametrize(("word", "title"), NOT_SHOWN)
def test_not_shown(word: str, title: str) -> None:
    """A word is not found inside another, nor in another case where it has capitals of its own."""
    assert vocabulary(word).tags(title, "") == ()


@pytest.mark.parametrize(
    ("title", "text", "tags"),
    [
        ("Gender bias", FILLER * 30, ("it",)),
        ("", "Bias is everywhere. " + FILLER * 30, ("it",)),
        ("", FILLER * 30 + "bias", ()),
        ("", FILLER * 30 + "bias, and more bias", ("it",)),
        ("", "谷" * LEAD + "biais", ("it",)),
        ("", "", ()),
    ],
)
def test_relevance(title: str, text: str, tags: tuple[str, ...]) -> None:
    """A topic counts in the title, in the lead or when named twice, not when mentioned in passing."""
    assert vocabulary("bias", "biais").tags(title, text) == tags


def test_clearest_first() -> None:
    """The topics of the title come before those of the text, often named ones before rare ones."""
    topics = Vocabulary([Topic(key, key, (key,)) for key in ("alpha", "beta", "gamma")])
    assert topics.tags("gamma", "alpha beta beta") == ("gamma", "beta", "alpha")


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_has_tags_of_the_vocabulary(title: str, text: str) -> None:
    """Any text can be tagged, with known topics, each once."""
    tags = VOCABULARY.tags(title, text)
    assert set(tags) <= set(VOCABULARY.labels)
    assert len(set(tags)) == len(tags)


def test_bundled_vocabulary_is_large() -> None:
    """The bundled vocabulary has at least 80 topics, and a label for each key."""
    assert len(VOCABULARY.topics) >= 80
    assert VOCABULARY.labels["question-answering"] == "Question answering"


@pytest.mark.parametrize("topic", VOCABULARY.topics, ids=lambda topic: topic.key)
def test_every_bundled_word_shows_its_topic(topic: Topic) -> None:
    """Each word of the bundled vocabulary is found in a title that consists of it."""
    for word in topic.words:
        assert topic.key in VOCABULARY.tags(word.replace("*", ""), ""), word


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("An efficient model called Reformer", "transformers"),
        ("Gender bias in machine translation", "machine-translation"),
        ("Viés de gênero em tradução de máquina", "machine-translation"),
        ("Biais de genre en traduction automatique", "bias-and-fairness"),
        ("Makine çevirisinde cinsiyet önyargısı", "bias-and-fairness"),
        ("机器翻译中的性别偏见", "machine-translation"),
        ("التحيز في الترجمة الآلية", "machine-translation"),
        ("Sesgo de género en traducción automática", "bias-and-fairness"),
        ("RoBERTa, explained", "bert-family"),
        ("GPT-2 from scratch", "gpt-family"),
        ("Speech-to-Text at home", "speech-recognition"),
    ],
)
def test_bundled_topics_in_many_languages(title: str, tag: str) -> None:
    """The bundled vocabulary knows the usual words of each language that it covers."""
    assert tag in VOCABULARY.tags(title, "")


@pytest.mark.parametrize(
    "title",
    [
        "Of course we read on",
        "How to cook rice",
        "A warm welcome",
        "Thanks to all who wrote to us",
        "The other day",
    ],
)
def test_plain_prose_has_no_tags(title: str) -> None:
    """Everyday words show no topic of the bundled vocabulary."""
    assert VOCABULARY.tags(title, "") == ()


def test_bundled_file_repeats_no_word() -> None:
    """No topic of the bundled file lists a word twice."""
    for topic in tomllib.loads(TOPICS.read_text("utf-8"))["topic"]:
        assert len(set(topic["words"])) == len(topic["words"]), topic["name"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[[topic]", "is no valid TOML"),
        ("", "holds something else than topics"),
        ("topics = 1", "holds something else than topics"),
        ("topic = [1]", "topic 1: is no table"),
        ('[[topic]]\nwords = ["a"]', "topic 1: has no name"),
        ('[[topic]]\nname = "!"\nwords = ["a"]', "topic 1: has no name"),
        ('[[topic]]\nname = "A"', 'topic 1 "A": has no words'),
        ('[[topic]]\nname = "A"\nwords = "a"', 'topic 1 "A": has no words'),
        ('[[topic]]\nname = "A"\nwords = ["a", 1]', 'topic 1 "A": has no words'),
        ('[[topic]]\nname = "A"\nwords = ["a"]\nword = "b"', 'topic 1 "A": "word" means nothing here'),
        ('[[topic]]\nname = "A"\nwords = ["?"]', 'topic 1 "A": "?" fits too much'),
        ('[[topic]]\nname = "A"\nwords = ["ab*"]', 'topic 1 "A": "ab*" fits too much'),
        ('[[topic]]\nname = "A"\nwords = ["able *"]', 'topic 1 "A": "able *" fits too much'),
        (
            '[[topic]]\nname = "A"\nwords = ["a"]\n[[topic]]\nname = "a"\nwords = ["b"]',
            '"a" is there already',
        ),
    ],
)
def test_a_wrong_file_is_one_clear_line(tmp_path: Path, content: str, says: str) -> None:
    """A wrong topics file is told in one line that names file, topic and cure."""
    path = tmp_path / "topics.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigError) as caught:
        Vocabulary.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert says in message
    assert "\n" not in message


def test_an_unreadable_file_is_one_clear_line(tmp_path: Path) -> None:
    """A missing file, and one that is no UTF-8, are told in one line."""
    with pytest.raises(ConfigError, match="no such file"):
        Vocabulary.load(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'[[topic]]\nname = "\xe9"')
    with pytest.raises(ConfigError, match="is not UTF-8"):
        Vocabulary.load(tmp_path / "latin.toml")


def test_suggest() -> None:
    """Widespread phrases that no topic covers are suggested, as they are mostly written, with passages."""
    texts = [(f"n/{number}", "Language models: a sparse matrix near Zanzibar.") for number in range(3)]
    assert suggest(texts, vocabulary("language model")) == [
        Suggestion("sparse matrix", 3, tuple(text for _, text in texts)),
        Suggestion("Zanzibar", 3, tuple(text for _, text in texts)),
    ]


def test_suggest_leaves_out_what_every_issue_says() -> None:
    """A phrase of more than half of many issues belongs to the newsletter, not to a topic."""
    texts = [(f"n/{number}", "We met Zanzibar again.") for number in range(8)]
    assert suggest(texts, VOCABULARY) == []


def test_suggest_prefers_the_whole_phrase() -> None:
    """A phrase that mostly stands within a longer one is left to the longer one."""
    texts = [(f"n/{number % 3}", "We saw the Northern Sparrow Archive.") for number in range(6)]
    assert [each.phrase for each in suggest(texts, VOCABULARY)] == ["Northern Sparrow Archive"]


def test_suggest_has_no_part_of_a_covered_phrase() -> None:
    """A word that is known as part of a topic's phrase is not suggested alone."""
    texts = [(f"n/{number}", "We wrote with Hugging Face.") for number in range(3)]
    assert suggest(texts, vocabulary("Hugging Face")) == []


def test_suggest_limit() -> None:
    """No more phrases than asked for are suggested."""
    texts = [(f"n/{number}", "See Zanzibar, see Timbuktu, see Samarkand.") for number in range(3)]
    assert len(suggest(texts, VOCABULARY, limit=2)) == 2
    assert suggest([], VOCABULARY) == []
