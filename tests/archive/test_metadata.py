from __future__ import annotations

from datetime import date

import pytest

from archive.metadata import (
    date_in_name,
    language_tag,
    names,
    number_of,
    tagged_language,
    written_language,
)


@pytest.mark.parametrize(
    ("title", "file", "number"),
    [
        ("NLP Newsletter #6 [FR]", "", 6),
        ("NLP Newsletter Issue#6: Reformer", "", 6),
        ("NLP Newsletter [PT-BR] #10: T5, BERT", "", 10),
        ("The Week, No. 12", "", 12),
        ("Weekly Issue 003", "", 3),
        ("Issue №7", "", 7),
        ("This Week in Rust 320", "", 320),
        ("科技爱好者周刊（第 123 期）：标题", "", 123),
        ("第十二期", "", 12),
        ("第一百二十三期", "", 123),
        ("第三〇五号", "", 305),
        ("NLP简报（Issue#5）", "", 5),
        ("The third issue", "", 3),
        ("Le sixième numéro", "", 6),
        ("Выпуск 15", "", 15),
        ("Letter (８)", "", 8),
        ("", "issue-12.md", 12),
        ("", "0042.md", 42),
        ("", "2020-03-02-nlp-newsletter-7.md", 7),
        ("", "2020-01-12-NLP_Newsletter_#2_[FR].md", 2),
        ("", "第8期.md", 8),
    ],
)
def test_numbers(title: str, file: str, number: int) -> None:
    """An issue's number is found in its title, or else in its file's name, however it is put."""
    assert number_of(title, file) == number


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("PyTorch 1.4, TensorFlow 2.1", "2020-01-12-news.md"),
        ("The best of 2019", "2019-12-31.md"),
        ("News of March 2, 2020", "2020-03-02.md"),
        ("GPT-2 and more", "post.md"),
        ("", ""),
    ],
)
def test_what_is_no_number(title: str, file: str) -> None:
    """Years, dates and versions are not taken for an issue's number."""
    assert number_of(title, file) is None


@pytest.mark.parametrize(
    ("stated", "number"), [(5, 5), ("5", 5), ("Issue 5", 5), (True, 6), ("none", 6), ([], 6)]
)
def test_a_stated_number_comes_first(stated: object, number: int) -> None:
    """The front matter's number is taken, unless it is none."""
    assert number_of("Issue #6", "7.md", stated) == number


@pytest.mark.parametrize(
    ("title", "file", "language"),
    [
        ("NLP Newsletter #2 [FR]", "", "fr"),
        ("NLP Newsletter [PT-BR] #10", "", "pt-BR"),
        ("NLP Newsletter[zh-CN]", "", "zh-CN"),
        ("Bülten (TR)", "", "tr"),
        ("周刊【JP】", "", "ja"),
        ("News [video] and [no]", "", ""),
        ("News [AI] and [ML]", "", ""),
        ("News", "2020-03-16-NLP_7[ZH].md", "zh"),
        ("News", "2020-03-16-NLP_7_tr.md", "tr"),
        ("News", "2020-02-28-NLP_Newsletter.AR._The_Annotated_GPT-2.md", "ar"),
        ("News", "news.pt_BR.md", "pt-BR"),
        ("News", "2020-01-01-all-about-it.md ", "it"),
        ("News", "plain-news.md", ""),
    ],
)
def test_languages_that_are_stated(title: str, file: str, language: str) -> None:
    """A language is understood from a tag in the title or at the end of the file's name."""
    assert tagged_language(title, file) == language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EN", "en"),
        ("pt_br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("BR", "pt-BR"),
        ("CN", "zh"),
        ("xx", ""),
        ("", ""),
    ],
)
def test_language_tags(text: str, tag: str) -> None:
    """A language is written as a tag, country codes included that people use for languages."""
    assert language_tag(text) == tag


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Welcome to the sixth issue of the newsletter, and thank you for your support.", "en"),
        ("Bienvenue dans ce sixième numéro de la lettre, et merci pour votre soutien.", "fr"),
        ("Bem-vindos à sexta edição do boletim, e muito obrigado pelo apoio de vocês.", "pt"),
        ("Bültenimizin altıncı sayısına hoş geldiniz, desteğiniz için teşekkür ederiz.", "tr"),
        ("欢迎阅读第六期简报，感谢您的支持。本期介绍 Reformer 和 TinyBERT 等模型，请继续阅读。", "zh"),
        ("ニュースレターの第六号へようこそ。今回は Reformer などのモデルを紹介します。", "ja"),
        ("뉴스레터 여섯 번째 호에 오신 것을 환영합니다. 지원해 주셔서 감사합니다.", "ko"),
        ("مرحبا بكم في العدد السادس من النشرة البريدية وشكرا لكم على الدعم.", "ar"),
        ("Добро пожаловать в шестой выпуск рассылки, спасибо за вашу поддержку.", "ru"),
    ],
)
def test_languages_as_written(text: str, language: str) -> None:
    """A text's language is told by its script or its words."""
    assert written_language(text) == language


def test_a_short_text_is_in_the_likely_language() -> None:
    """Where there is too little text to tell, the publication's language is taken, or else English."""
    assert (written_language("OK?", "fr"), written_language("")) == ("fr", "en")


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2020-01-12-news.md", date(2020, 1, 12)),
        ("20200112.md", date(2020, 1, 12)),
        ("2020/1/news_2020_1_2.md", date(2020, 1, 2)),
        ("posts/2020-01-12/index.md", date(2020, 1, 12)),
        ("2019-01-01/2020-02-30-2020-01-12.md", date(2020, 1, 12)),
        ("2020-13-40.md", None),
        ("v1.2020.md", None),
        ("120200112.md", None),
    ],
)
def test_dates_in_names(path: str, day: date | None) -> None:
    """A date is found in a file's name or the folders above it; what is no date is none."""
    assert date_in_name(path) == day


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("ada, grace ; ada", ("ada", "grace")),
        (["ada", None, " grace "], ("ada", "grace")),
        ([{"name": "Ada"}, {"handle": "grace"}, {}], ("Ada", "grace")),
        ({"name": "Ada"}, ("Ada",)),
        (2020, ("2020",)),
        (None, ()),
        (True, ()),
        ("", ()),
    ],
)
def test_names(value: object, found: tuple[str, ...]) -> None:
    """Authors and tags are read as a list or as a text with commas, each once, in order."""
    assert names(value) == found
