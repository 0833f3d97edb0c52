from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import decode

ENGLISH = "# News 📙\n\nIt’s the café’s “naïve” story — we love it 🤗.\n\nMore text…\n"
LETTERS = {
    "cp1252": "# Nouveautés\n\nL’édition spéciale est déjà prête à paraître — bonne lecture à tous.\n",
    "mac_roman": "# Nouveautés\n\nL’édition spéciale est déjà prête à paraître — bonne lecture à tous.\n",
    "cp1250": "# Nowości\n\nWitamy w szóstym wydaniu biuletynu. Dziękujemy za wsparcie, źródła są poniżej.\n",
    "cp1251": "# Новости\n\nДобро пожаловать в шестой выпуск рассылки. Спасибо за поддержку.\n",
    "koi8_r": "# Новости\n\nДобро пожаловать в шестой выпуск рассылки. Спасибо за поддержку.\n",
    "cp1253": "# Νέα\n\nΚαλώς ήρθατε στο έκτο τεύχος του ενημερωτικού δελτίου. Ευχαριστούμε.\n",
    "cp1254": "# Güncellemeler\n\nBültenimizin altıncı sayısına hoş geldiniz, desteğiniz için teşekkürler.\n",
    "cp1255": "# חדשות\n\nברוכים הבאים לגיליון השישי של הניוזלטר. תודה על התמיכה ועל הזמן.\n",
    "cp1256": "# أخبار\n\nمرحبا بكم في العدد السادس من النشرة البريدية. شكرا لكم على الدعم.\n",
    "gb18030": "# 新闻\n\n欢迎阅读第六期简报。感谢您的支持，我们将介绍机器学习的最新进展。\n",
    "big5": "# 新聞\n\n歡迎閱讀第六期電子報。感謝您的支持，我們將介紹機器學習的最新進展。\n",
    "cp932": "# ニュース\n\nニュースレターの第六号へようこそ。機械学習の最新情報をお届けします。\n",
    "cp949": "# 소식\n\n뉴스레터 여섯 번째 호에 오신 것을 환영합니다. 최신 소식을 전해 드립니다.\n",
}


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("text", [ENGLISH, LETTERS["gb18030"], LETTERS["cp1256"]])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_unicode_is_read_with_and_without_a_mark(text: str, encoding: str, end: str) -> None:
    """All ways to write Unicode, with the line ends of any system, yield the same text without doubt."""
    decoded = decode(text.replace("\n", end).encode(encoding))
    assert (decoded.text, decoded.repaired, decoded.doubt) == (text, False, "")


@pytest.mark.parametrize("encoding", LETTERS)
def test_older_encodings_are_recognised(encoding: str) -> None:
    """A text in an encoding of its language is read right, and that it was guessed is told."""
    decoded = decode(LETTERS[encoding].encode(encoding))
    assert decoded.text == LETTERS[encoding]
    assert decoded.doubt == f"is no UTF-8; read as {encoding}"


@pytest.mark.parametrize("wrong", ["latin-1", "mac_roman", "cp437"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_wrong_decoding_is_undone(wrong: str, times: int) -> None:
    """A text whose bytes were taken for another encoding's, even twice, comes back letter for letter."""
    garbled = ENGLISH
    for _ in range(times):
        garbled = garbled.encode().decode(wrong)
    decoded = decode(garbled.encode())
    assert (decoded.text, decoded.repaired) == (ENGLISH, True)


def test_letters_mended_by_hand_do_not_stop_the_repair() -> None:
    """A garbled text in which somebody mended one letter is still repaired."""
    garbled = ENGLISH.encode().decode("mac_roman").replace("‚Äî", "—")
    assert decode(garbled.encode()).text == ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "Mail shows â€™ where ’ was meant: a wrong decoding, as “everybody” knows.",
        "The letters `â€™` are what a wrong decoding yields.",
        "```\nâ€™\n```\n",
        "SÃO PAULO",
        "Ø, Å and ½ are letters; “…” — too: 100 °C, 5 €",
    ],
)
def test_a_right_text_stays_as_it_is(text: str) -> None:
    """A text about wrong decodings, or with rare letters, is not repaired."""
    decoded = decode(text.encode())
    assert (decoded.text, decoded.repaired) == (text, False)


def test_a_garbled_piece_is_told() -> None:
    """Where only a piece looks garbled, it stays and the editor learns of it."""
    text = "Déjà vu à Paris, où l’été a été chaud. We saw â€™ here."
    assert decode(text.encode()).doubt == 'letters look garbled, first "â€™"'


def test_stray_bytes_do_not_garble_the_rest() -> None:
    """UTF-8 into which a line of an older file was pasted is read, both parts right."""
    decoded = decode("L’été déjà — ".encode() + "café".encode("cp1252"))
    assert decoded.text == "L’été déjà — café"
    assert decoded.doubt == "1 bytes are no UTF-8; read as cp1252"


def test_control_characters_are_dropped() -> None:
    """Characters without meaning in a text disappear, and those of Windows become what was meant."""
    assert decode(b"a\0b\x02c\x0c\n\td\x7f\xef\xbb\xbfe").text == "abc\n\tde"
    assert decode("“x” \x93y\x94 \x85".encode()).text == "“x” “y” …"


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\3\4\x14\0\6\0", b"\xff\xd8\xff\xe0"])
def test_what_is_no_text_is_told(head: bytes) -> None:
    """A picture under a Markdown name yields no text but a message."""
    decoded = decode(head + random.Random(1).randbytes(4000))
    assert (decoded.text, decoded.encoding, decoded.doubt) == ("", "", "is no text")


def test_a_text_cut_off_in_the_middle_of_a_letter_is_read() -> None:
    """Bytes that are missing at the end cost one letter and are told."""
    for encoding in ("utf-8", "utf-16"):
        decoded = decode(ENGLISH.rstrip().encode(encoding) + "é".encode(encoding)[-1:])
        assert decoded.text.startswith(ENGLISH.rstrip())
        assert decoded.doubt


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    """Whatever the bytes, the text has line ends of one kind and no control characters."""
    assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f]", decode(data).text)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=200))
def test_reading_twice_is_reading_once(text: str) -> None:
    """What was read, written again as UTF-8, is read as the same text."""
    once = decode(text.encode()).text
    assert decode(once.encode()).text == once


def test_real_newsletters_are_not_touched(shared: Path) -> None:
    """Of hundreds of real issues that are right, nothing changes but line ends and control characters."""
    paths = [path for path in (shared / "corpora").rglob("*.m*") if path.is_file()]
    assert paths
    for path in paths:
        plain = re.sub("\r\n?", "\n", path.read_bytes().decode("utf-8"))
        decoded = decode(path.read_bytes())
        assert decoded.text == re.sub("[\0-\x08\x0b-\x1f\x7f\ufeff]", "", plain), path
        assert not decoded.repaired, path


def test_a_real_garbled_issue_equals_its_original(shared: Path) -> None:
    """The issue that was once decoded as Mac Roman is repaired letter for letter."""
    [garbled] = (shared / "corpora" / "seed").glob("*.txt")
    decoded = decode(garbled.read_bytes())
    originals = (shared / "corpora" / "dair" / "posts" / "_posts").glob("2020-03-02-NLP_Newsletter_B*.md")
    assert decoded.repaired
    assert [decoded.text] == [decode(path.read_bytes()).text for path in originals]
