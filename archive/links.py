"""What a link leads to: one canonical address for all addresses of one thing, its ids, its kind.

Everything here is a pure function of strings, opens nothing and raises nothing. What is known of
single sites stands in tables of patterns over the canonical form, ``host/path?query``.
"""

from __future__ import annotations

import contextlib
import html
import re
from functools import lru_cache
from posixpath import normpath
from urllib.parse import quote, unquote, urlsplit

from rapidfuzz.distance import OSA

from archive.model import Link

KINDS = {
    "paper": "Paper",
    "code": "Code",
    "model": "Model",
    "dataset": "Dataset",
    "notebook": "Notebook",
    "demo": "Demo or app",
    "video": "Video",
    "podcast": "Podcast",
    "slides": "Slides",
    "course": "Course",
    "book": "Book",
    "documentation": "Documentation or reference",
    "post": "Article or post",
    "discussion": "Discussion or issue",
    "social": "Social media",
    "event": "Event",
    "job": "Job",
    "image": "Image",
    "mail": "E-mail address",
    "page": "Other page",
}
"""What a link can lead to, with the label to show, in the order to list them."""


def _table(lines: str) -> dict[str, str]:
    """Lines of a value and the words that have it -> word: value."""
    rows = (line.split() for line in lines.strip().splitlines())
    return {word: value for value, *words in rows for word in words}


def _patterns(*rows: tuple[str, str, str]) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Rows of (cue, pattern, replacement): a pattern is tried only on what holds its cue, for speed.

    Replacements become formats, which cost a tenth of ``Match.expand``.
    """
    return tuple(
        (cue, re.compile(pattern), re.sub(r"\\(\d)", r"{\1}", replacement))
        for cue, pattern, replacement in rows
    )


_ARXIV_ID = r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?!\d)(?:v\d+)?"
_ACL_ID = r"([a-z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?!\d)(?:v\d+)?"


def link(url: str, text: str, written: str = "") -> Link:
    """A link as the model keeps it; ``url`` is empty where it cannot be understood (see :func:`mend`).

    ``written`` is how it stands in the source, where that is another.
    """
    address = mend(url) or ""
    return Link(address, text, canonical(address), kind(address, text), identifiers(address), written or url)


# Mending

_RIGHT = re.compile(r"https?://(?:[\w-]+\.)+[a-z]+(?::\d+)?(?:/(?:[\w./~@%?#=+,:!*-]|&(?!\w*;))*[\w/=-])?")
"""A plain address that needs no mending, told apart from the others at once."""
_LONGEST = 4096
"""Characters that an address has at most; servers refuse longer ones."""
_ROUNDS = 10
"""How often one address is mended at most; each round takes off one layer of mistakes."""
_WRAPPING = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]", ""),  # invisible
        (r"^\s+|\s*[\r\n\t]\s*|\s+$", ""),  # cut over lines
        (r"^\{\{[^{}]*\}\}|^\{(?:filename|static|attach)\}|^\|filename\|", ""),  # site generators' roots
        (r"^(\w+:?)\\\\(?=\w)", r"\1//"),
        (r"\\([!-/:-@\[-`{-~])", r"\1"),  # Markdown's escapes
        (r"""\s+["'“(].*["'”)]$""", ""),  # a link's title
        (r"^(\w+)\s*:\s*//\s*", r"\1://"),
    )
)
_FILE = re.compile(
    "bib|css|csv|docx?|gif|go|gz|html?|ipynb|jpe?g|jsx?|json|jsonl|md|markdown|mp[34]|pdf|php|png|pptx?|py|rb|rs|rst|"
    "sh|svg|tar|toml|tsx?|tsv|txt|webp|xlsx?|xml|ya?ml|zip",
    re.IGNORECASE,
)
"""Endings that make ``name.ending`` a file rather than a host."""


@lru_cache(maxsize=1 << 12)
def mend(url: str) -> str | None:
    """The address that a mistyped one meant; a right one unchanged; a relative one stays relative.

    None where it cannot be understood or leads nowhere: empty, ``#``, ``javascript:``, prose.
    """
    if len(url) > _LONGEST:
        return None
    for _ in range(_ROUNDS):
        if _RIGHT.fullmatch(url):
            return url
        mended = _with_scheme(_without_gaps(_without_wrapping(url)))
        if mended == url:
            return url if _leads_somewhere(url) else None
        url = mended
    return None


def _leads_somewhere(text: str) -> bool:
    if text in ("", "#") or re.search(r"\s|\{[{%]", text):
        return False
    if host := re.match(r"(?:https?|ftp):(?://)?([^/?#]*)", text):
        return bool(re.search(r"\w", host[1]) and not re.search(r"[%<>\"{}|\\^`]|\.\.|^\.", host[1]))
    return not re.match(r"(?:javascript|vbscript|data|file|about|blob):", text, re.IGNORECASE)


def _without_wrapping(url: str) -> str:
    """Without what surrounds an address: quotes, angle and open brackets, escapes, punctuation."""
    text = re.sub(r"&(?:amp|lt|gt|quot|#\d{1,5}|#x[0-9a-fA-F]{1,5});", lambda m: html.unescape(m[0]), url)
    for pattern, replacement in _WRAPPING:
        text = pattern.sub(replacement, text)
    text = text.strip(" \t<>\"'“”‘’«»`").rstrip(",;，。；、！")
    if "/wiki/" not in text:  # where a name may end in a full stop: "Apple_Inc."
        text = re.sub(r"(?<![./])[.:]$", "", text)
    for opening, closing in ("()", "[]", "（）", "{}"):
        more = text.count(opening) - text.count(closing)
        around = text.startswith(opening) and text.endswith(closing)
        text = text[around or (more > 0 and text.startswith(opening)) :]
        text = text[:-1] if around or (more < 0 and text.endswith(closing)) else text
    return text


def _without_gaps(text: str) -> str:
    """An address that was cut by blanks, joined again; prose that follows it is dropped."""
    first, *others = text.split() or [""]
    named_file = re.search(r"\.[a-z]\w{1,4}$", text)
    if not others or not (named_file or re.search(r"[./:]", first)):
        return text
    if named_file and len(others) < 8:
        return "%20".join((first, *others))
    if len(others) <= 2 and all(re.search(r"[\d/._=%?&-]", part) for part in others):
        return first + "".join(others)
    return first


def _with_scheme(text: str) -> str:
    """With the scheme that was meant: ``htpps://``, ``http:/x``, ``www.x.y``, ``arXiv:2002.12327``."""
    if found := re.fullmatch(rf"(?i:arxiv):\s*{_ARXIV_ID}", text):
        return "https://arxiv.org/abs/" + found[1]
    if found := re.match(r"(?i:doi):\s*(10\.\d+/.+)", text):
        return "https://doi.org/" + found[1]
    if found := re.match(r"git@([\w.-]+):(?!//)(.+)", text):
        return f"https://{found[1]}/{found[2]}"
    if found := re.match(r"([A-Za-z]{3,8})(:/{0,3}|/{2,3})(?=[^/])", text):
        scheme, rest = found[1].lower(), text[found.end() :]
        if _means_http(scheme) and (found[2] != ":" or _starts_with_host(rest)):
            if re.match(r"https?:?//", rest):
                return rest
            return f"{scheme if scheme in ('http', 'https') else 'http' + 's' * ('s' in scheme)}://{rest}"
    if re.match(r":?//[^/]", text):
        return "https://" + text.lstrip(":/")
    if re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", text):
        return "mailto:" + text
    return "https://" + text if _starts_with_host(text) else text


def _means_http(scheme: str) -> bool:
    """Whether a word before ``//`` is ``http`` or ``https`` with at most two slips on the same keys."""
    same_keys = set(scheme) <= set("htps")
    return same_keys and min(OSA.distance(scheme, meant) for meant in ("http", "https")) <= 2


def _starts_with_host(text: str) -> bool:
    """Whether an address without a scheme begins with a host, not with a folder or file name."""
    if found := re.match(r"(?:[^\W_](?:[\w-]*\w)?\.)+([^\W\d_][\w-]+)(?::\d+)?([/?#]|$)", text):
        return found[2] == "/" or not _FILE.fullmatch(found[1])
    return bool(re.match(r"(?:(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:.]+\])(?::\d+)?(?:/|$)", text, re.IGNORECASE))


# Canonical addresses

_TRACKING = re.compile(
    r"(?:utm_\w*|\w*clid|mc_[ce]id|_hs\w+|hsctatracking|mkt_tok|igsh(?:id)?|linkid|ncid|ref_src|ref_url|referrer|"
    r"trk\w*|trackingid|spm|cmpid|s_cid|sr_share|wt\.mc_id|vero_id|oly_\w+|_g[al]|guccounter|guce_\w+|sk|gi|__s|"
    r"source=(?:-|friends_link|post_page|rss|social|collection|user_profile|twitter|linkedin|newsletter|email).*|"
    r"ck_subscriber_id|eventorigin|aff|amp|outputtype=amp|\w*jsessionid|download=(?:true|1))(?:=.*)?",
    re.IGNORECASE,
)
"""Arguments that say where a reader came from, not what the page is."""
_NOISE = {
    "github.com": re.compile("(?:tab|files|raw|plain)(?:=.*)?"),
    "google.com": re.compile("(?:hl|authuser|usp|pli|sa|ved|ei|usg|ust)(?:=.*)?"),
    "youtube.com": re.compile("(?:feature|t|start|ab_channel|si|app|index|pp)(?:=.*)?"),
} | dict.fromkeys(
    ("amazon.com", "arxiv.org", "doi.org", "medium.com", "meetup.com", "reddit.com"), re.compile(".*")
)
"""Last two labels of a host -> arguments that do not change the page there."""
_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
"""Where ``ref`` names a branch; elsewhere it says where a reader came from."""
_ALIASES = _table("""
arxiv.org export.arxiv.org xxx.lanl.gov lanl.arxiv.org de.arxiv.org cn.arxiv.org browse.arxiv.org
discord.com discordapp.com
doi.org dx.doi.org
huggingface.co hf.co
luma.com lu.ma
reddit.com old.reddit.com np.reddit.com new.reddit.com
twitter.com x.com nitter.net
youtube.com youtube-nocookie.com music.youtube.com
""")
_CASELESS = _table("""
1 twitter.com
2 bitbucket.org github.com gitlab.com
9 aclanthology.org doi.org kaggle.com
""")
"""Host -> how many segments of a path it reads without regard to case."""
_WRAPPERS = re.compile(
    r"(?:google\.[a-z.]+/url|scholar\.google\.\w+/scholar_url|l\.(?:facebook|instagram)\.com/|out\.reddit\.com/|"
    r"youtube\.com/redirect|medium\.com/r|slack-redir\.net/link|link\.(?:zhihu|juejin)\.\w+/|"
    r"[\w-]+\.safelinks\.protection\.outlook\.com/)[^?]*\?(?:.*&)?(?:q|url|u|target)=(?P<argument>[^&]+).*"
    r"|(?:web\.archive\.org|archive\.org)/(?:web/)?\d[\w*]*/(?P<copy>.+)"
    r"|(?:google\.[a-z.]+/amp|[\w-]+\.cdn\.ampproject\.org/[acv])/(?:s/)?(?P<amp>.+)",
    re.IGNORECASE,
)
"""Addresses that hold the address meant."""
_SAME = _patterns(
    ("arxiv.org", rf"arxiv\.org/(?:abs|pdf|html|ps|src|format|e-print)/{_ARXIV_ID}.*", r"arxiv.org/abs/\1"),
    ("iv", rf"(?:ar5iv|alphaxiv)\.(?:labs\.arxiv\.)?org/\w+/{_ARXIV_ID}.*", r"arxiv.org/abs/\1"),
    (
        "arxiv",
        rf"(?:arxiv-vanity\.com/papers|doi\.org/10\.48550)/(?:arxiv\.)?{_ARXIV_ID}",
        r"arxiv.org/abs/\1",
    ),
    ("arxiv.org", r"(arxiv\.org/abs/[a-z-]+)\.[A-Z]{2}(/\d+)", r"\1\2"),
    ("doi.org", rf"doi\.org/10\.18653/v1/{_ACL_ID}", r"aclanthology.org/\1"),
    ("acl", rf"aclweb\.org/anthology(?:/\w+)*?/(?i:{_ACL_ID}).*", r"aclanthology.org/\1"),
    (
        "acl",
        rf"aclanthology\.(?:org|info|coli\.uni-saarland\.de)(?:/\w+)*?/(?i:{_ACL_ID}).+",
        r"aclanthology.org/\1",
    ),
    ("aclanthology.", rf"aclanthology\.\w+(?:/\w+)+/(?i:{_ACL_ID})", r"aclanthology.org/\1"),
    ("openreview", r"openreview\.net/\w+\?(?:.*&)?id=([\w-]+).*", r"openreview.net/forum?id=\1"),
    ("/doi/", r"([\w.-]+)/doi/(?:abs|full|pdf|pdfplus|pdfdirect|epdf|epub|book)/(10\.[^?]+).*", r"\1/doi/\2"),
    ("youtu.be", r"youtu\.be/([\w-]{11}).*", r"youtube.com/watch?v=\1"),
    ("youtube", r"youtube\.com/(?:embed|shorts|live|v)/([\w-]{11}).*", r"youtube.com/watch?v=\1"),
    ("youtube", r"youtube\.com/watch(?:/|\?(?:.*&)?v=)([\w-]{11}).*", r"youtube.com/watch?v=\1"),
    ("vimeo", r"(?:player\.)?vimeo\.com/(?:video/)?(\d+).*", r"vimeo.com/\1"),
    ("twitter", r"(twitter\.com/[^?]*).*", r"\1"),
    ("statuses", r"(twitter\.com/\w+)/statuses/(\d+)", r"\1/status/\2"),
    ("/status/", r"(twitter\.com/(?:\w+|i/web)/status/\d+)/.*", r"\1"),
    (".git", r"(git(?:hub|lab)\.com/[^/?]+/[^/?]+)\.git(/[^?]*)?", r"\1\2"),
    (
        "github",
        r"(github\.com/[^/?]+/[^/?]+)/(?:tree|blob)/(?:master|main|HEAD)(?:/(?i:readme)[.\w]*)?",
        r"\1",
    ),
    ("/pull/", r"(github\.com/[^/?]+/[^/?]+/pull/\d+)/.*", r"\1"),
    ("amazon", r"amazon\.([a-z.]+)/(?:[^?]*/)?(?:dp|gp/product)/([A-Z0-9]{10})\b.*", r"amazon.\1/dp/\2"),
    (".m.", r"([^/?]+)\.m\.([^/?]+\.[^/?]+/.*)", r"\1.\2"),
    ("/amp", r"([^?]+)/amp(\?.*)?", r"\1\2"),
    ("/index.", r"([^?]+/)index\.(?:html?|php)(\?.*)?", r"\1\2"),
)
"""Forms of one address: what is matched whole becomes the second, until nothing matches."""


@lru_cache(maxsize=1 << 15)
def canonical(url: str) -> str:
    """The same for all addresses of one thing: ``host/path?query`` without what does not identify.

    ``canonical(canonical(url)) == canonical(url)``. A relative address begins with ``/``, an address
    without host keeps its scheme (``mailto:``), and what :func:`mend` rejects is empty.
    """
    address = _simpler(url)
    if url.removeprefix("http").removeprefix("s") == f"://{address}":
        return address  # nothing was left out, so nothing more can be
    seen: list[str] = []
    while address not in seen:
        seen.append(address)
        address = _simpler(f"https://{address}" if _starts_with_host(address) else address)
    return min(seen[seen.index(address) :])  # one address, save where two rules undo one another


def _simpler(url: str) -> str:
    """One step towards the canonical form; a canonical address stays as it is."""
    address = mend(url)
    if address is None:
        return ""
    try:
        scheme, authority, path, query, fragment = _split(address)
    except ValueError:  # such as an unfinished IPv6 host
        return address
    if not authority:
        return _without_host(address, scheme)
    host = _host(authority)
    if target := _unwrapped(f"{host}{path or '/'}{'?' + query if query else ''}"):
        return target
    query = _arguments(host, query)
    fragment = _escaped(fragment) if fragment.startswith(("!", "/")) and fragment != "/" else ""
    result = host + _path(host, path) + ("?" + query if query else "") + ("#" + fragment if fragment else "")
    for cue, pattern, same in _SAME:
        if cue in result and (found := pattern.fullmatch(result)):
            result = same.format(result, *found.groups(""))
    return result if _starts_with_host(result) else "//" + result


def _split(address: str) -> tuple[str, str, str, str, str]:
    """Scheme, authority, path, query and fragment, as ``urlsplit`` has them. Raises ValueError."""
    if not (address.isascii() and _RIGHT.fullmatch(address)):
        return urlsplit(address)
    scheme, _, rest = address.partition("://")
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    host, slash, path = rest.partition("/")
    return scheme, host, slash + path, query, fragment


def _without_host(address: str, scheme: str) -> str:
    """The canonical form of an e-mail address, of another scheme, or of a place in the newsletter itself."""
    if scheme == "mailto":
        return address.partition("?")[0].lower()
    if scheme or address.startswith("#"):
        return address
    path, mark, query = address.partition("#")[0].partition("?")
    return "/" + normpath("/" + _escaped(path)).lstrip("/") + mark + query


def _unwrapped(place: str) -> str:
    """The address that a redirect, an archived copy or an AMP page stands for; empty where it is none."""
    found = _WRAPPERS.fullmatch(place)
    if not found:
        return ""
    target = mend(unquote(found["argument"]) if found["argument"] else found["copy"] or found["amp"]) or ""
    return target if re.match(r"https?://", target) else ""


_PORT = re.compile(r"\.*(?::(?:80|443)?)?$")
_LAYER = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_CLOSING = re.compile(r"(?:%27|%22|/|;jsessionid=[^/]*)+$", re.IGNORECASE)


def _host(authority: str) -> str:
    """Lower case, in readable letters, without user, usual port and the mobile or ``www.`` part."""
    host = _PORT.sub("", authority.rpartition("@")[2].lower())
    if "xn--" in host:
        with contextlib.suppress(UnicodeError):  # no name in any alphabet: stays as it is
            host = host.encode("ascii").decode("idna")
    host = _LAYER.sub("", host)
    return _ALIASES.get(host, host)


def _path(host: str, path: str) -> str:
    """One way to write a path: no double or closing slash, no dots, no session, no needless capitals."""
    path = _escaped(path)
    path = re.sub(r"/{2,}", "/", path) if "//" in path else path
    path = normpath(path) if "/." in path else path
    path = _CLOSING.sub("", path) or "/"
    if host in _CASELESS:
        parts = path.split("/")
        end = int(_CASELESS[host]) + 1
        path = "/".join([part.lower() for part in parts[:end]] + parts[end:])
    return path


_ESCAPABLE = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")


def _escaped(text: str) -> str:
    """Percent-encoded in one way: only what must be, in capitals, other letters as UTF-8."""

    def escaped(found: re.Match[str]) -> str:
        if len(found[0]) == 1:
            return quote(found[0], safe="", errors="replace")
        char = chr(int(found[0][1:], 16))
        return char if re.match(r"[A-Za-z0-9\-._~!()*,:@]", char) else found[0].upper()

    return _ESCAPABLE.sub(escaped, text)


def _arguments(host: str, query: str) -> str:
    """The arguments that identify the page, in alphabetical order."""
    if not query:
        return ""
    noise = _NOISE.get(".".join(host.rsplit(".", 2)[-2:]))
    kept = {
        _escaped(argument)
        for argument in query.split("&")
        if argument
        and not _TRACKING.fullmatch(argument)
        and not (noise and noise.fullmatch(argument))
        and not (argument.startswith("ref=") and host not in _FORGES)
    }
    return "&".join(sorted(kept))


# Identifiers

_IDENTIFIERS = _patterns(
    ("xiv", rf"(?:[^?]+/arxiv|arxiv\.org/abs)/{_ARXIV_ID}.*", r"arxiv:\1"),
    ("/papers/", rf"huggingface\.co/papers/{_ARXIV_ID}", r"arxiv:\1"),
    ("/10.", r"(?:doi\.org|[^?]+/doi)/(10\.\d{4,9}/[^?#]+?)(?:\.pdf)?(?:\?.*)?", r"doi:\1"),
    (
        "/10.",
        r"[^?]+/(?:article|chapter|content)/(10\.\d{4,9}/[^?#]+?)(?:v\d+)?(?:\.\D\w+)*(?:\?.*)?",
        r"doi:\1",
    ),
    ("nature.", r"nature\.com/articles/([\w-]+)(?:\.pdf|\?.*)?", r"doi:10.1038/\1"),
    ("zenodo", r"zenodo\.org/records?/(\d+).*", r"doi:10.5281/zenodo.\1"),
    ("acl", rf"aclanthology\.org/{_ACL_ID}", r"acl:\1"),
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
    found = (
        name.format(address, *match.groups(""))
        for cue, pattern, name in _IDENTIFIERS
        if cue in address and (match := pattern.fullmatch(address))
    )
    return tuple(dict.fromkeys(name if name.startswith(_CASE_MATTERS) else name.lower() for name in found))


# Kinds

_PLACES = _table("""
paper arxiv.org doi.org aclanthology.org openreview.net biorxiv.org medrxiv.org alphaxiv.org distill.pub
paper papers.nips.cc papers.neurips.cc proceedings.neurips.cc proceedings.mlr.press jmlr.org jair.org
paper ceur-ws.org
paper dl.acm.org ieeexplore.ieee.org sciencedirect.com nature.com/articles link.springer.com
paper frontiersin.org
paper openaccess.thecvf.com ncbi.nlm.nih.gov semanticscholar.org mdpi.com plos.org researchgate.net
paper jstor.org
paper mitpressjournals.org direct.mit.edu annualreviews.org pnas.org tandfonline.com
paper onlinelibrary.wiley.com
paper academic.oup.com papers.ssrn.com paperswithcode.com/paper huggingface.co/papers diva-portal.org
paper osf.io
paper eprint.iacr.org hal.science hal.archives-ouvertes.fr isca-speech.org ijcai.org
code github.com gitlab.com bitbucket.org codeberg.org sourceforge.net sr.ht raw.githubusercontent.com
code crates.io lib.rs pypi.org npmjs.com rubygems.org hub.docker.com packagist.org mvnrepository.com
model huggingface.co huggingface.co/models tfhub.dev pytorch.org/hub modelzoo.co ollama.com civitai.com
dataset huggingface.co/datasets kaggle.com zenodo.org datasetsearch.research.google.com data.world
dataset figshare.com
dataset archive.ics.uci.edu paperswithcode.com/dataset commoncrawl.org registry.opendata.aws
notebook colab.research.google.com nbviewer.org nbviewer.jupyter.org mybinder.org observablehq.com
notebook kaggle.com/code
demo huggingface.co/spaces hf.space gradio.app streamlit.io streamlit.app herokuapp.com glitch.me now.sh
demo replicate.com codepen.io play.google.com apps.apple.com firebaseapp.com mybluemix.net
video youtube.com vimeo.com twitch.tv videolectures.net bilibili.com ted.com dailymotion.com
video slideslive.com
video media.ccc.de air.mozilla.org loom.com
podcast soundcloud.com podcasts.apple.com open.spotify.com podcasts.google.com anchor.fm overcast.fm
podcast pca.st
podcast simplecast.com buzzsprout.com libsyn.com transistor.fm podbean.com blubrry.net twimlai.com
slides speakerdeck.com slideshare.net slides.com docs.google.com/presentation
course coursera.org edx.org udacity.com udemy.com course.fast.ai ocw.mit.edu khanacademy.org
course datacamp.com
course online-learning.harvard.edu deeplearning.ai kaggle.com/learn
book oreilly.com manning.com mitpress.mit.edu leanpub.com packtpub.com goodreads.com nostarch.com
book apress.com
book gutenberg.org
documentation docs.rs wikipedia.org wiktionary.org wikidata.org readthedocs.io readthedocs.org
documentation paperswithcode.com
documentation developer.mozilla.org huggingface.co/docs huggingface.co/transformers nlpprogress.com
post medium.com towardsdatascience.com substack.com dev.to hashnode.dev hackernoon.com thegradient.pub
post wordpress.com blogspot.com ghost.io tumblr.com dreamwidth.org csdn.net zhuanlan.zhihu.com
post jianshu.com qiita.com
post zenn.dev habr.com note.com nytimes.com wired.com theverge.com techcrunch.com venturebeat.com
post forbes.com
post technologyreview.com theguardian.com bbc.com bbc.co.uk reuters.com bloomberg.com economist.com
post arstechnica.com
post quantamagazine.org zdnet.com lwn.net heise.de phoronix.com infoq.com theregister.com mailchi.mp
post blog.google
post huggingface.co/blog lilianweng.github.io analyticsvidhya.com machinelearningmastery.com
post kdnuggets.com
discussion reddit.com news.ycombinator.com stackoverflow.com stackexchange.com quora.com lobste.rs
discussion zhihu.com
discussion groups.google.com discord.com discord.gg t.me slack.com gitter.im zulipchat.com v2ex.com
social twitter.com facebook.com linkedin.com instagram.com weibo.com bsky.app threads.net tiktok.com
social mastodon.social fosstodon.org hachyderm.io mstdn.social sigmoid.social
event meetup.com luma.com hasgeek.com sessionize.com papercall.io ti.to pretix.eu mobilizon.fr
event meet.jit.si
event facebook.com/events linkedin.com/events kaggle.com/c kaggle.com/competitions
job jobs.lever.co greenhouse.io workable.com bamboohr.com angel.co wellfound.com welcometothejungle.com
job ashbyhq.com
job linkedin.com/jobs indeed.com smartrecruiters.com homerun.co recruitee.com facebook.com/careers
page docs.google.com/forms docs.google.com/document drive.google.com dropbox.com
""")
"""``host`` or ``host/folder`` -> kind; the most exact counts."""
_SHAPES = _patterns(
    ("mailto:", r"mailto:.*", "mail"),
    (".ipynb", r"[^?]+\.ipynb(?:[?#].*)?", "notebook"),
    ("kaggle.com/", r"kaggle\.com/[^/]+/[^/]+/(?:notebook|code)", "notebook"),
    ("git", r"git(?:hub|lab)\.com/[^?]+/(?:issues|pull|discussions|merge_requests)(?:[/?].*)?", "discussion"),
    ("/t/", r"[^/]+/t/[^/?]+/\d+.*", "discussion"),
    ("/@", r"[^/]+/@[^/?]+/\d{8,}", "social"),
    (".edu/", r"[^/]+\.edu/(?:courses?|class|classes)(?:/.*)?", "course"),
    ("cs", r"cs\d+\w*\.[^/]+(?:/.*)?", "course"),
    ("nature.com/", r"nature\.com/articles/d\d+.*", "post"),
    ("amazon.", r"amazon\.[a-z.]+/dp/\w+", "book"),
    ("conf", r"[^/]+conf\d*\.\w+/.*", "event"),
)
_ENDINGS = _table("""
paper pdf ps
image png jpg jpeg gif svg webp
video mp4 webm mov
podcast mp3 m4a ogg
slides ppt pptx key
dataset csv tsv jsonl parquet
""")
_WORDS = _table("""
paper paper papers publication publications pub pubs proceedings preprint preprints papier artigo makale
paper 论文 ورقة
code code repo repository código kod 代码 كود
dataset dataset datasets corpus corpora 数据集
notebook notebook notebooks colab
demo demo demos playground apps
video video videos vídeo vidéo watch webinar webinars فيديو 视频
podcast podcast podcasts episode episodes show_notes 播客
slides slides talks slide diapositives sunum
course course courses teaching lectures lecture syllabus mooc specializations curso cours kurs ders دورة
course 课程
book book books ebook livro livre libro kitap كتاب
documentation docs doc documentation reference manual api api_docs wiki handbook guide guides rfcs 文档
documentation tutorial tutorials tutoriel tutoriais eğitim
post blog blogs blogposts blogpost weblog post posts article articles news newsletter newsletters story
post stories essays
post essay journal magazine releases announcements interviews thisweek changelog lil-log 博客
discussion forum forums discuss discussion discussions thread threads pipermail chat irc community
event event events eventbrite meetup meetups conference conferences schedule tickets workshop workshops
event cfp calendar
job job jobs career careers position positions vacancies vacancy hiring
""")
"""Folder, part of a host's name, or word of a short link text -> kind."""
_DATED_OR_LONG_NAME = re.compile(
    r".*/(?:19|20)\d\d(?:[/-]\d\d?)?[/-].*|.*/[^/.]+(?:[-_]+[^/._-]+){3,}(?:\.html?|\.md)?"
)
"""What articles are called: ``/2020/04/title``, or a name of four words and more."""


@lru_cache(maxsize=1 << 15)
def kind(url: str, text: str = "") -> str:
    """What the address leads to, one of :data:`KINDS`: by its site, else its words, else the link's text."""
    address = canonical(url)
    for cue, pattern, shape in _SHAPES:
        if cue in address and pattern.fullmatch(address):
            return shape
    place = address.partition("#")[0].partition("?")[0].lower()
    host, *folders = place.split("/")
    return (
        _ENDINGS.get(place.rpartition(".")[2] if folders else "")
        or _kind_of_place(host.partition(":")[0].split("."), folders)
        or next((_WORDS[word] for word in (*host.split("."), *folders) if word in _WORDS), "")
        or ("post" if _DATED_OR_LONG_NAME.fullmatch(place) else "")
        or _kind_of_words(re.findall(r"[^\W_]+", text.lower()))
        or "page"
    )


def _kind_of_words(words: list[str]) -> str:
    return next((_WORDS[word] for word in words if word in _WORDS), "") if len(words) <= 3 else ""


def _kind_of_place(labels: list[str], folders: list[str]) -> str:
    for start in range(len(labels) - 1):
        site = ".".join(labels[start:])
        if found := _PLACES.get("/".join((site, *folders[:1]))) or _PLACES.get(site):
            return found
    return ""


# Addresses in running text

_REST = r"[A-Za-z0-9\u00c0-\u052f\-._~:/?#@!$&'()*+,;=%]*"
_FOUND = re.compile(
    rf"(?P<url>(?:https?|ftp)://{_REST})"
    rf"|(?<![\w@./-])(?:www\.(?:[a-z0-9-]+\.)+[a-z]{{2,}}(?:[/?#]{_REST})?|(?:[a-z0-9-]+\.)+"
    rf"(?:[a-z]{{2}}|com|org|net|edu|gov|info|dev|app|pub|blog|news)/{_REST})"
    r"|(?<![\w./])(?P<doi>10\.\d{4,9}/[A-Za-z0-9\-._;()/:]+)"
    r"|(?<![\w./-])(?P<acl>\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?!\w)"
    rf"|(?<![\w./-])(?P<arxiv>{_ARXIV_ID})(?!\w|\.\d)"
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
