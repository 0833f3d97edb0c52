"""A link with its canonical address, its kind and what it names; addresses in running text."""

from __future__ import annotations

import re

from archive.addresses import ACL_ID, ARXIV_ID, canonical, mend, patterns
from archive.link_kinds import KINDS, kind
from archive.model import Link

__all__ = ["KINDS", "canonical", "find", "identifiers", "kind", "link", "mend"]


def link(url: str, text: str, written: str = "") -> Link:
    """A link as the model keeps it; ``url`` is empty where it cannot be understood (see :func:`mend`).

    ``written`` is how it stands in the source, where that is another.
    """
    address = mend(url) or ""
    return Link(address, text, canonical(address), kind(address, text), identifiers(address), written or url)


# Identifiers

_IDENTIFIERS = patterns(
    ("xiv", rf"(?:[^?]+/arxiv|arxiv\.org/abs)/{ARXIV_ID}.*", r"arxiv:\1"),
    ("/papers/", rf"huggingface\.co/papers/{ARXIV_ID}", r"arxiv:\1"),
    ("/10.", r"(?:doi\.org|[^?]+/doi)/(10\.\d{4,9}/[^?#]+?)(?:\.pdf)?(?:\?.*)?", r"doi:\1"),
    (
        "/10.",
        r"[^?]+/(?:article|chapter|content)/(10\.\d{4,9}/[^?#]+?)(?:v\d+)?(?:\.\D\w+)*(?:\?.*)?",
        r"doi:\1",
    ),
    ("nature.", r"nature\.com/articles/([\w-]+)(?:\.pdf|\?.*)?", r"doi:10.1038/\1"),
    ("zenodo", r"zenodo\.org/records?/(\d+).*", r"doi:10.5281/zenodo.\1"),
    ("acl", rf"aclanthology\.org/{ACL_ID}", r"acl:\1"),
    ("openreview", r"openreview\.net/forum\?id=(.+)", r"openreview:\1"),
    ("pubmed", r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+).*", r"pmid:\1"),
    ("gist.", r"gist\.github\.com/(?:[^/?]+/)?([0-9a-f]{7,}).*", r"gist:\1"),
    (
        "github",
        r"(?:github\.com|raw\.githubusercontent\.com|colab\.research\.google\.com/github|nbviewer\.[\w.]+/github)/"
        r"(?!(?:about|apps|collections|features|marketplace|orgs|search|settings|sponsors|topics|trending|users)/)"
        r"([^/?#]+/[^/?#]+).*",
        r"github:\1",
    ),
    ("gitlab", r"gitlab\.com/([^?#]+?/[^?#]+?)(?:/-/.*|[?#].*)?", r"gitlab:\1"),
    ("bitbucket", r"bitbucket\.org/([^/?#]+/[^/?#]+).*", r"bitbucket:\1"),
    (
        "huggingface.co",
        r"huggingface\.co/(?!(?:blog|collections|courses?|docs|join|learn|models|papers|tasks|transformers)/)"
        r"((?:(?:datasets|spaces)/)?[^/?#]+/[^/?#]+).*",
        r"hf:\1",
    ),
    ("kaggle", r"kaggle\.com/(?:c|competitions)/([^/?#]+).*", r"kaggle:c/\1"),
    (
        "kaggle",
        r"kaggle\.com/(?:datasets/|code/)?(?!(?:c|competitions|learn|docs|discussions)/)([^/?#]+/[^/?#]+).*",
        r"kaggle:\1",
    ),
    ("colab", r"colab\.research\.google\.com/drive/([\w-]+).*", r"colab:\1"),
    ("youtube", r"youtube\.com/(?:watch\?v|playlist\?list)=(.+)", r"youtube:\1"),
    ("vimeo", r"vimeo\.com/(\d+)", r"vimeo:\1"),
    ("twitter", r"twitter\.com/[^?]+/status/(\d+)", r"twitter:\1"),
    ("s", r"(?:crates\.io/crates|docs\.rs(?:/crate)?|lib\.rs/crates)/([\w-]+).*", r"crate:\1"),
    ("pypi.", r"pypi\.org/project/([\w.-]+).*", r"pypi:\1"),
)
_CASE_MATTERS = ("openreview:", "colab:", "youtube:")


def identifiers(url: str) -> tuple[str, ...]:
    """What the address names, such as ``arxiv:2002.12327``; in lower case where the site ignores case."""
    address = canonical(url)
    found: list[str] = []
    for cue, pattern, form in _IDENTIFIERS:
        if cue in address and (match := pattern.fullmatch(address)):
            name = form.format(address, *match.groups(""))
            found.append(name if name.startswith(_CASE_MATTERS) else name.lower())
    return tuple(dict.fromkeys(found))


# Addresses in running text

_REST = r"[A-Za-z0-9\u00c0-\u052f\-._~:/?#@!$&'()*+,;=%]*"
_FOUND = re.compile(
    rf"(?P<url>(?:https?|ftp)://{_REST})"
    rf"|(?<![\w@./-])(?:www\.(?:[a-z0-9-]+\.)+[a-z]{{2,}}(?:[/?#]{_REST})?|(?:[a-z0-9-]+\.)+"
    rf"(?:[a-z]{{2}}|com|org|net|edu|gov|info|dev|app|pub|blog|news)/{_REST})"
    r"|(?<![\w./])(?P<doi>10\.\d{4,9}/[A-Za-z0-9\-._;()/:]+)"
    r"|(?<![\w./-])(?P<acl>\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?!\w)"
    rf"|(?<![\w./-])(?P<arxiv>{ARXIV_ID})(?!\w|\.\d)"
)


def find(text: str) -> list[str]:
    """Addresses in running text, in its order, as URLs.

    Bare URLs, hosts with a path, DOIs, ACL Anthology ids, and arXiv ids where the word arXiv is near
    or where they are all there is. Closing punctuation and Chinese or Japanese letters are not theirs.
    """
    found = []
    for match in _FOUND.finditer(text):
        place = match[0].rstrip(".,;:!?'*_~")
        if match["doi"]:
            place = "doi:" + place
        elif match["acl"]:
            place = "https://aclanthology.org/" + place
        elif match["arxiv"]:
            around = text[max(0, match.start() - 40) : match.end() + 40].lower()
            place = "arxiv:" + place if "arxiv" in around or place == text.strip() else ""
        found.append(mend(place))
    return [address for address in found if address]
