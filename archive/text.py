"""Bytes to text: whatever an editor's program wrote, as the letters that were meant.

A text that is right is not touched but for its line ends: what is mended here was certainly
broken, and what is only suspected is left as it is and told.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

from archive.dates import read_date
from archive.frontmatter import FrontMatter, front_matter

__all__ = ["LEGACY", "Decoded", "FrontMatter", "decode", "front_matter", "read_date"]

_WESTERN = "àáâãäåæçèéêëìíîïñòóôõöøùúûüœß"
_CENTRAL = "áâăąäćčçďđéęěëíîĺľłńňóôőöŕřśšşťţúůűüýźžżß"
_LETTERS = {
    "cp1252": _WESTERN,
    "cp1254": "âçğıîöşûüİ",
    "cp1250": _CENTRAL,
    "cp1257": "āäąčćėęēģīįķļłņńöõóšśūųüžźż",
    "iso8859_2": _CENTRAL,
    "mac_roman": _WESTERN,
}
"""The letters beyond ASCII that the languages of a European encoding use; the commonest encoding first."""
_JOINING = "’–—…·\xa0"
_SIGNS = _JOINING + "‘“”„«»‹›•€£§©®°±×½ªº¡¿†™"
LEGACY = (
    *_LETTERS,
    *("cp1251", "koi8_r", "iso8859_5", "cp1253", "cp1255", "cp1256", "iso8859_6"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
)
"""Encodings that newsletters were written in before UTF-8."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: the mark of UTF-16 begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that mean nothing in a text and that XML and terminals choke on."""
_STRAY = re.compile("[\udc80-\udcff]")
_PLAIN = re.compile("[\n\r\t -~]")
_ODD = frozenset({"Cc", "Cn", "Co"})
_FOREIGN = re.compile("[^\0-\x7f]+")
_C1 = re.compile("[\x80-\x9f]")
_CODE = re.compile(r"^(```|~~~).*?^\1|(`+)[^`].*?\2", re.DOTALL | re.MULTILINE)
_BINARY_SHARE = 0.05
"""Control characters among all, from which on it is no text: pictures and archives have 10 % and more."""
_CONTROLS = bytes({*range(1, 32), 127} - set(b"\t\n\r\f"))
_SAMPLE = 1 << 16
"""Bytes that are enough to judge by."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was come by."""

    text: str
    """Lines end with ``\\n``."""
    encoding: str
    """As Python calls it; empty for what is no text."""
    repaired: bool = False
    """Whether it had been garbled by a wrong decoding and was mended."""
    doubt: str = ""
    """What an editor should know, as a message without cure; empty where all is well."""


def decode(data: bytes) -> Decoded:
    """Read bytes as text. Never raises."""
    text, encoding, doubt = _read(data)
    if not encoding:
        return Decoded("", "", doubt=doubt)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    mended, suspicion = _ungarble(text)
    return Decoded(_NO_TEXT.sub("", mended), encoding, mended != text, doubt or suspicion)


def _read(data: bytes) -> tuple[str, str, str]:
    """(text, encoding, doubt); no encoding where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with(data[len(mark) :], encoding)
    wide, plain = _unmarked_utf16(data)
    if plain > 0.25:
        return _with(data, wide)
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    is_text = controls <= max(len(sample) * _BINARY_SHARE, 4)
    if is_text:
        try:
            return data.decode("utf-8"), "utf-8", ""
        except UnicodeDecodeError:
            pass
    if wide and _is_orderly(data.decode(wide, "replace")):
        return _with(data, wide)
    return (_mixed(data) or _legacy(data)) if is_text else ("", "", "is no text")


def _with(data: bytes, encoding: str) -> tuple[str, str, str]:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd") - data.decode(encoding, "ignore").count("\ufffd")
    return text, encoding, f"{lost} characters cannot be read as {encoding}" if lost else ""


def _unmarked_utf16(data: bytes) -> tuple[str, float]:
    """(the likelier of the two byte orders, the share of ASCII characters in it)."""
    if b"\0" not in data:
        return "", 0.0
    readings = {name: data.decode(name, "replace") for name in ("utf-16-le", "utf-16-be")}
    plain = {name: len(_PLAIN.findall(text)) / len(text) for name, text in readings.items()}
    return max(plain.items(), key=lambda entry: entry[1])


def _is_orderly(text: str) -> bool:
    """Whether hardly a character is a control, unassigned or broken."""
    odd = sum(1 for char in text if unicodedata.category(char) in _ODD and char not in "\t\n\r")
    return (odd + text.count("\ufffd")) * 100 <= len(text)


def _mixed(data: bytes) -> tuple[str, str, str] | None:
    """UTF-8 with stray bytes, such as a line pasted in from an older file; None where it is not."""
    text = data.decode("utf-8", "surrogateescape")
    stray = len(_STRAY.findall(text))
    if stray > sum(1 for char in text if char > "\x7f") - stray:
        return None
    text = _STRAY.sub(lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    return text, "utf-8", f"{stray} bytes are no UTF-8; read as cp1252"


def _legacy(data: bytes) -> tuple[str, str, str]:
    # Plain English lines say nothing about the encoding and would outweigh those that do.
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:_SAMPLE]
    best = from_bytes(telling, cp_isolation=list(LEGACY), enable_fallback=False).best()
    encoding = best.encoding if best else LEGACY[0]
    if encoding in _LETTERS:
        # The European encodings differ in few letters: too few for statistics, enough to see.
        encoding = max(_LETTERS, key=lambda name: _likeness(telling.decode(name, "replace"), _LETTERS[name]))
    return data.decode(encoding, "replace"), encoding, f"is no UTF-8; read as {encoding}"


def _likeness(text: str, letters: str) -> float:
    """The share of the characters beyond ASCII that are usual where they stand."""
    usual = total = 0
    for before, char, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if char > "\x7f":
            total += 1
            if char in letters or char.lower() in letters:
                usual += not (char.isupper() and before.islower())
            elif char in _SIGNS:
                usual += char in _JOINING or not (before.isalpha() and after.isalpha())
    return usual / total if total else 1.0


def _ungarble(text: str) -> tuple[str, str]:
    """(the text as it was before one wrong decoding, suspicion).

    A text that is garbled was so from beginning to end, but for letters mended by hand since.
    Garbled pieces in one that is right may be what the text is about, so they stay.
    """
    if not _is_bad(text) or _CODE.sub("", text).isascii():
        return text, ""
    mended, _ = _recode(text)
    mended = _C1.sub(lambda found: found[0].encode("latin-1").decode("cp1252", "ignore"), mended)
    if not _is_bad(mended):
        return mended, ""
    pieces = dict.fromkeys(_FOREIGN.findall(mended))
    wrong = Counter(encoding for piece in pieces if (encoding := _recode(piece)[1]))
    if not wrong:
        return mended, ""
    encoding = wrong.most_common(1)[0][0]
    meant = {piece: _as_utf8(piece, encoding) for piece in pieces}
    garbled = [piece for piece in pieces if meant[piece] != piece]
    if len(garbled) * 2 > len(pieces):
        return _FOREIGN.sub(lambda found: meant[found[0]], mended), ""
    return mended, f'letters look garbled, first "{garbled[0]}"' if garbled else ""


def _recode(text: str) -> tuple[str, str]:
    """(the text, decoded rightly, the encoding that it had been taken for); as it is where it is right."""
    # What ftfy mends piece by piece and without a wrong decoding is decided here.
    result, steps = ftfy.fix_encoding_and_explain(text, decode_inconsistent_utf8=False, fix_c1_controls=False)
    return result, steps[0].parameter if steps else ""


def _as_utf8(piece: str, encoding: str) -> str:
    try:
        return piece.encode(encoding).decode("utf-8")
    except UnicodeError:
        return piece


def _is_bad(text: str) -> bool:
    """Whether letters stand together as only a wrong decoding puts them."""
    return not text.isascii() and is_bad("\n".join(line for line in text.split("\n") if not line.isascii()))
