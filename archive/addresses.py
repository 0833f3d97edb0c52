"""Addresses: what a mistyped one meant, and one canonical form for all addresses of one thing.

Everything here is a pure function of strings, opens nothing and raises nothing. What is known of single
sites stands in tables of patterns over the canonical form, ``host/path?query``.
"""

from __future__ import annotations

import contextlib
import html
import re
from functools import lru_cache
from posixpath import normpath
from urllib.parse import quote, unquote, urlsplit

from rapidfuzz.distance import OSA


def table(lines: str) -> dict[str, str]:
    """Lines of a value and the words that have it -> word: value."""
    rows = (line.split() for line in lines.strip().splitlines())
    return {word: value for value, *words in rows for word in words}


def patterns(*rows: tuple[str, str, str]) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Rows of (cue, pattern, replacement): a pattern is tried only on what holds its cue, for speed.

    Replacements become formats, which cost a tenth of ``Match.expand``.
    """
    return tuple(
        (cue, re.compile(pattern), re.sub(r"\\(\d)", r"{\1}", replacement))
        for cue, pattern, replacement in rows
    )


ARXIV_ID = r"(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?!\d)(?:v\d+)?"
ACL_ID = r"([a-z]\d{2}-\d{4,5}|\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?!\d)(?:v\d+)?"

_RIGHT = re.compile(
    r"https?://(?:[\w-]+\.)+[a-z]+(?::\d+)?"
    r"(?:/[\w./~@%?#=+,:!*-]+(?:&(?!\w*;)[\w./~@%?#=+,:!*-]*)*(?<=[\w/=-]))?"
)
"""A plain address that needs no mending, told apart from the others at once."""
_PLAIN = re.compile(
    r"https?://(?:www\.)?((?!(?:www\d?|m|mobile|amp)\.)(?:[a-z0-9-]+\.)+[a-z]{2,})"
    r"((?:/(?!\.)[A-Za-z0-9_~@,:!*+=-][A-Za-z0-9_.~@,:!*+=-]*)*(?<![.~@,:!*+]))/?"
)
"""A plain address: all is written in the one way already, save ``www.`` and a closing slash."""
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
    if found := re.fullmatch(rf"(?i:arxiv):\s*{ARXIV_ID}", text):
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
    if found := _HOST.match(text):
        return found[2] == "/" or not _FILE.fullmatch(found[1])
    return bool(_NUMBERED_HOST.match(text))


_HOST = re.compile(r"(?:[^\W_](?:[\w-]*\w)?\.)+([^\W\d_][\w-]+)(?::\d+)?([/?#]|$)")
_NUMBERED_HOST = re.compile(r"(?:(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:.]+\])(?::\d+)?(?:/|$)", re.IGNORECASE)


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
_ALIASES = table("""
arxiv.org export.arxiv.org xxx.lanl.gov lanl.arxiv.org de.arxiv.org cn.arxiv.org browse.arxiv.org
discord.com discordapp.com
doi.org dx.doi.org
huggingface.co hf.co
luma.com lu.ma
reddit.com old.reddit.com np.reddit.com new.reddit.com
twitter.com x.com nitter.net
youtube.com youtube-nocookie.com music.youtube.com
""")
_CASELESS = table("""
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
_SAME = patterns(
    ("arxiv.org", rf"arxiv\.org/(?:abs|pdf|html|ps|src|format|e-print)/{ARXIV_ID}.*", r"arxiv.org/abs/\1"),
    ("iv", rf"(?:ar5iv|alphaxiv)\.(?:labs\.arxiv\.)?org/\w+/{ARXIV_ID}.*", r"arxiv.org/abs/\1"),
    (
        "arxiv",
        rf"(?:arxiv-vanity\.com/papers|doi\.org/10\.48550)/(?:arxiv\.)?{ARXIV_ID}",
        r"arxiv.org/abs/\1",
    ),
    ("arxiv.org", r"(arxiv\.org/abs/[a-z-]+)\.[A-Z]{2}(/\d+)", r"\1\2"),
    ("doi.org", rf"doi\.org/10\.18653/v1/{ACL_ID}", r"aclanthology.org/\1"),
    ("acl", rf"aclweb\.org/anthology(?:/\w+)*?/(?i:{ACL_ID}).*", r"aclanthology.org/\1"),
    (
        "acl",
        rf"aclanthology\.(?:org|info|coli\.uni-saarland\.de)(?:/\w+)*?/(?i:{ACL_ID}).+",
        r"aclanthology.org/\1",
    ),
    ("aclanthology.", rf"aclanthology\.\w+(?:/\w+)+/(?i:{ACL_ID})", r"aclanthology.org/\1"),
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
    if url.partition("://")[2].removeprefix("www.") == address:
        return address  # nothing else was left out, so nothing more can be
    seen: list[str] = []
    while address not in seen:
        seen.append(address)
        address = _simpler(f"https://{address}" if _starts_with_host(address) else address)
    return min(seen[seen.index(address) :])  # one address, save where two rules undo one another


def _simpler(url: str) -> str:
    """One step towards the canonical form; a canonical address stays as it is."""
    if "xn--" not in url and (plain := _PLAIN.fullmatch(url)):
        host = _ALIASES.get(plain[1], plain[1])
        place = host + _cased(host, plain[2] or "/")
        return _unwrapped(place) or _as_one(place)
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
    return _as_one(result)


def _as_one(place: str) -> str:
    """The one form that stands for all of :data:`_SAME`."""
    for cue, pattern, same in _SAME:
        if cue in place and (found := pattern.fullmatch(place)):
            place = same.format(place, *found.groups(""))
    return place if _starts_with_host(place) else "//" + place


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
    lowered = place.lower()
    if "?" not in place and "arch" not in lowered and "amp" not in lowered:  # what no wrapper is without
        return ""
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
    host = authority.rpartition("@")[2].lower()
    if ":" in host or host.endswith("."):
        host = _PORT.sub("", host)
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
    if path.endswith(("/", "%27", "%22")) or ";" in path:
        path = _CLOSING.sub("", path)
    return _cased(host, path or "/")


def _cased(host: str, path: str) -> str:
    """A path without capitals where its site ignores them."""
    if host in _CASELESS:
        parts = path.split("/")
        end = int(_CASELESS[host]) + 1
        path = "/".join([part.lower() for part in parts[:end]] + parts[end:])
    return path


_ESCAPABLE = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")


def _escaped(text: str) -> str:
    """Percent-encoded in one way: only what must be, in capitals, other letters as UTF-8."""

    return _ESCAPABLE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    if len(found[0]) == 1:
        return quote(found[0], safe="", errors="replace")
    char = chr(int(found[0][1:], 16))
    return char if re.match(r"[A-Za-z0-9\-._~!()*,:@]", char) else found[0].upper()


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
