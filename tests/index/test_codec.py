"""The codec and the engine beside Whoosh: its own codec for an index, its own searcher for answers."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from whoosh import fields, formats, query
from whoosh import index as whoosh
from whoosh.searching import Searcher

from index import kernels, whoosh_index
from index.analysis import tokens
from index.codec.flatfile import DamagedFileError, FlatFile, FlatWriter
from index.codec.merging import merge
from index.codec.policy import first_to_merge
from index.codec.segment import SegmentFile
from index.codec.textfield import TextField, field_of
from index.codec.writing import write_segment
from index.documents import FIELDS, TEXT_FIELDS, Document
from index.engine import FlatEngine

WORDS = (
    "silk loom thread threads tiny-loom GPT-2 TinyLoom weaving weave weaves the the the a a it knot knots "
    "don't l'école moth lamp C++ .NET 绳结 绳结数据集 データ deep deep-learning x2 v3.5 naïve Ünïcode زبان"
).split()
"""Common and rare ones, compounds, and unspaced text."""
STORED = tuple(each.name for each in FIELDS if each.kind in ("stored", "packed"))
TAGS = ("audio", "silk", "naïve", "thread")


def document(name: str, chance: random.Random) -> Document:
    return Document(
        id=name,
        type=chance.choice(("item", "item", "issue")),
        language=chance.choice(("en", "en", "fr", "zh", "")),
        texts={field: _text(chance, most) for field, most in (("title", 6), ("body", 90), ("links", 3))},
        keys={"tag": tuple(chance.sample(TAGS, chance.randrange(4))), "story": (name,)},
        numbers={"when": chance.randrange(-3, 70_000), "place": chance.randrange(9)},
        stored={"page": _text(chance, 5)} if chance.random() < 0.9 else {},
    )


def _text(chance: random.Random, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(most + 1)))


@pytest.fixture(scope="module", params=range(3))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that was written at one go, in segments, and in many small changes that were merged."""
    folder = tmp_path_factory.mktemp("index")
    chance = random.Random(request.param)
    whoosh_index.create(folder)
    batches = ([250], [150, 40, 8], [15] * 12)[request.param]
    known: list[str] = []
    for number, batch in enumerate(batches):
        gone = chance.sample(known, len(known) // 12)
        again = gone[: len(gone) // 2]
        names = [*again, *(f"d{number}-{each}" for each in range(batch))]
        whoosh_index.write(folder, (document(name, chance) for name in names), gone)
        known = [each for each in known if each not in gone] + names
    return folder


@pytest.fixture
def searcher(folder: Path) -> Iterator[Searcher]:
    with whoosh.open_dir(folder).searcher() as opened:
        yield opened


@pytest.fixture
def engine(folder: Path) -> FlatEngine:
    listed = whoosh.open_dir(folder)._segments()
    return FlatEngine([(SegmentFile(each.path(folder)), each.deleted_docs()) for each in listed])


Scores = dict[int, float]


def by_whoosh(searcher: Searcher, asked: query.Query) -> Scores:
    """Its own searcher's results and scores, document by document."""
    found = searcher.search(asked, limit=None, scored=True)
    return {hit.docnum: hit.score for hit in found}


def by_engine(engine: FlatEngine, asked: query.Query) -> Scores:
    """The same from the engine's arrays."""
    if isinstance(asked, query.Term):
        return _paired(engine.scores(asked.fieldname, (asked.text,)))
    if isinstance(asked, query.Phrase):
        return _paired(engine.scores(asked.fieldname, tuple(asked.words)))
    if isinstance(asked, query.Prefix):
        words = [word for word, _ in engine.words((asked.fieldname,), asked.text)]
        return by_engine(engine, query.Or([query.Term(asked.fieldname, word) for word in words]))
    nots = [each for each in asked.children() if isinstance(each, query.Not)]
    there = [by_engine(engine, each) for each in asked.children() if each not in nots]
    gone = {doc for each in nots for doc in by_engine(engine, each.query)}
    docs = set.intersection(*map(set, there)) if isinstance(asked, query.And) else set().union(*there)
    # Each Not is worth 1 to Whoosh, wherever it stands.
    return {doc: sum(each.get(doc, 0.0) for each in there) + len(nots) for doc in docs - gone}


def _paired(answer: tuple[np.ndarray, np.ndarray]) -> Scores:
    return dict(zip(*(each.tolist() for each in answer), strict=True))


def queries(chance: random.Random, terms: list[str], count: int) -> Iterator[query.Query]:
    def term() -> query.Query:
        return query.Term(chance.choice(("title", "body", "body")), chance.choice(terms))

    def leaf() -> query.Query:
        if chance.random() < 0.3:
            return query.Phrase("body", [chance.choice(terms) for _ in range(chance.choice((2, 2, 3)))])
        return term()

    for _ in range(count):
        kind = chance.randrange(5)
        if kind == 0:
            yield leaf()
        elif kind == 1:
            yield query.Prefix("body", chance.choice(terms)[: chance.randrange(1, 3)], constantscore=False)
        elif kind == 2:
            yield query.Or([leaf() for _ in range(chance.randrange(2, 4))])
        elif kind == 3:
            yield query.And([leaf(), query.Or([leaf(), leaf()]), query.Not(term())])
        else:
            yield query.And([leaf() for _ in range(chance.randrange(2, 4))])


def test_the_engine_answers_as_the_library_does(engine: FlatEngine, searcher: Searcher) -> None:
    """Thousands of random queries find the same documents, with the same scores, in the same order, over
    segments with deletions."""
    chance = random.Random(7)
    terms = [word for word, _ in engine.words(("body",))]
    found = 0
    for asked in queries(chance, terms, 800):
        expected, ours = by_whoosh(searcher, asked), by_engine(engine, asked)
        assert ours.keys() == expected.keys(), asked
        assert ours == pytest.approx(expected, abs=1e-6), asked
        assert _order(ours) == _order(expected), asked
        found += len(expected)
    assert found > 800


def test_a_word_is_worth_the_best_of_its_ways_in_each_field(tmp_path: Path) -> None:
    """Of a word that may stand in several ways, words in a row and stems that no other word has among them,
    the best one counts in each field, and the fields' sum."""
    chance = random.Random(9)
    segment = tmp_path / "segment"
    write_segment(segment, (replace(document(str(each), chance), language="en") for each in range(150)))
    engine = FlatEngine([(SegmentFile(segment), (3, 5, 140))])
    fields = {"title": 3.0, "body": 1.0}
    terms = [word for word, _ in engine.words(("body",))]
    stems = [word for word in terms if word.startswith("~") and word[1:] in terms]
    assert stems
    for _ in range(200):
        stem = chance.choice(stems)
        ways = [kernels.Way((stem[1:],)), kernels.Way((stem,), chance.choice((0.75, 1.0, 1.5)))]
        ways += [
            kernels.Way(tuple(chance.choice(terms) for _ in range(chance.choice((1, 1, 2)))), 0.9)
            for _ in range(chance.randrange(3))
        ]
        best: dict[tuple[int, str], float] = {}
        for way in ways:
            for field, weight in fields.items():
                for doc, score in _paired(engine.scores(field, way.terms)).items():
                    best[doc, field] = max(best.get((doc, field), 0.0), score * weight * way.weight)
        expected: dict[int, float] = defaultdict(float)
        for (doc, _), score in best.items():
            expected[doc] += score
        found = engine.find(ways, fields)
        assert _paired(found.scores()) == pytest.approx(expected)
        assert found.docs.tolist() == sorted(expected)


def test_a_term_is_worth_as_much_in_some_documents_as_in_all(engine: FlatEngine) -> None:
    """Whoever asks for the scores of some documents is told what they are among all, and 0 elsewhere."""
    chance = random.Random(8)
    terms = [word for word, _ in engine.words(("body",))]
    for _ in range(300):
        asked = tuple(chance.choice(terms) for _ in range(chance.choice((1, 1, 2))))
        found = engine.find([kernels.Way(asked)], {"body": 1.0})
        docs = np.array(sorted(chance.sample(range(engine.size), chance.randrange(1, engine.size))))
        docs = docs[np.isin(docs, _living(engine))]
        scores = _paired(engine.scores("body", asked))
        matched = kernels.match(
            engine.texts,
            kernels.lists([(found.docs, None, found)]),
            rarity=[1.0],
            telling=[0],
            least=0,
            among=docs,
            allowed=None,
            sure=kernels.NONE[0],
            gained=kernels.NONE,
            power=0,
        )
        assert matched.docs.tolist() == docs.tolist()
        assert matched.scores.tolist() == pytest.approx([scores.get(doc, 0.0) for doc in docs.tolist()])


def test_a_word_is_looked_for_in_some_documents_as_in_all(engine: FlatEngine) -> None:
    """Of some documents, those that hold a word are told without a list of all that do, in whatever fields
    and ways it is looked for; and what it is worth is added to what they have."""
    chance = random.Random(10)
    terms = [word for word, _ in engine.words(("body",))]
    held = 0
    for _ in range(300):
        ways = [
            kernels.Way(tuple(chance.choice(terms) for _ in range(chance.choice((1, 1, 2)))))
            for _ in range(chance.randrange(1, 4))
        ]
        word = engine.find(ways, chance.choice(({"body": 1.0}, {"title": 2.0}, {"title": 2.0, "body": 1.0})))
        docs = np.array(sorted(chance.sample(range(engine.size), chance.randrange(1, engine.size))))
        docs = docs[np.isin(docs, _living(engine))]
        scores = _paired(word.scores())
        expected = [doc for doc in docs.tolist() if doc in scores]
        words = kernels.lists([(None, None, word), (docs, None, None)])
        present = kernels.holding(engine.texts, words, docs)
        assert docs[present & 1 == 1].tolist() == expected
        assert (present & 2 == 2).all()
        given = np.array([chance.random() for _ in docs.tolist()])
        found, sums = kernels.also(engine.texts, (docs, given), word)
        assert found.tolist() == expected
        own = dict(zip(docs.tolist(), given.tolist(), strict=True))
        assert sums.tolist() == pytest.approx([scores[doc] + own[doc] for doc in expected])
        held += len(expected)
    assert held > 300


def test_words_that_begin_alike_are_counted_in_the_fields_that_are_asked_for(engine: FlatEngine) -> None:
    """How many texts hold each is the sum over the fields, be they some or all."""
    for prefix in ("", "a", "~", "no such"):
        counts: dict[str, int] = defaultdict(int)
        for field in TEXT_FIELDS:
            for word, count in engine.words((field,), prefix):
                assert word.startswith(prefix)
                counts[word] += count
        assert engine.words(tuple(TEXT_FIELDS), prefix) == sorted(
            counts.items(), key=lambda pair: pair[0].encode()
        )


def _living(engine: FlatEngine) -> np.ndarray:
    values, _, begins = engine.column("id")
    assert values
    return np.flatnonzero(np.diff(begins))


def test_terms_are_found_by_their_bytes(folder: Path) -> None:
    """Each term of each field is found at its place, and nothing that is no term is found anywhere."""
    for listed in whoosh.open_dir(folder)._segments():
        segment = SegmentFile(listed.path(folder))
        for name in (*segment.names("terms"), *TEXT_FIELDS):
            field = field_of(segment, name) or segment.field(name)
            if field is None:
                continue
            terms = field.terms()
            assert [field.find(term) for term in terms] == list(range(len(terms)))
            others = {term + b"!" for term in terms} | {b"", b"\xff"}
            assert {field.find(term) for term in others - set(terms)} == {-1}


def _order(scores: Scores) -> list[int]:
    return sorted(scores, key=lambda doc: (-round(scores[doc], 6), doc))


class _Terms(fields.FieldType):  # type: ignore[misc]
    """A text as the library's own writer takes it, one object for each token."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), analyzer=None, scorable=True)

    def index(self, value: tuple[str, str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: dict[str, set[int]] = defaultdict(set)
        lengths: dict[str, set[int]] = defaultdict(set)
        for token in tokens(*value):
            places[token.term].add(token.position)
            if token.main:
                lengths[token.term].add(token.position)
        for term, found in places.items():
            positions = self.format.encode(sorted(found))
            yield term.encode(), len(lengths[term]), float(len(found)), positions


def test_a_segment_holds_what_the_library_would_write(tmp_path: Path) -> None:
    """Terms, documents, frequencies, positions and lengths are those of the library's own codec."""
    chance = random.Random(3)
    documents = [document(f"d{each}", chance) for each in range(200)]
    write_segment(tmp_path / "ours.seg", documents)
    ours = field_of(SegmentFile(tmp_path / "ours.seg"), "body")
    (tmp_path / "theirs").mkdir()
    theirs = whoosh.create_in(tmp_path / "theirs", fields.Schema(body=_Terms()))
    writer = theirs.writer()
    for each in documents:
        writer.add_document(body=(each.texts["body"], each.language))
    writer.commit()
    assert isinstance(ours, TextField)
    with theirs.reader() as reader:
        assert ours.terms() == list(reader.lexicon("body"))
        for at, term in enumerate(reader.lexicon("body")):
            matcher = reader.postings("body", term)
            expected = [(doc, matcher.value_as("positions")) for doc in _walked(matcher)]
            docs = ours.holders(at).tolist()
            positions = [ours.positions(at, which).tolist() for which in range(len(docs))]
            assert list(zip(docs, positions, strict=True)) == expected
        lengths = [reader.doc_field_length(doc, "body") or 0 for doc in range(200)]
    # The library rounds the lengths of long texts.
    assert ours.lengths.tolist() == pytest.approx(lengths, rel=0.1)


def _walked(matcher: object) -> Iterator[int]:
    while matcher.is_active():  # type: ignore[attr-defined]
        yield matcher.id()  # type: ignore[attr-defined]
        matcher.next()  # type: ignore[attr-defined]


def content(engine: FlatEngine) -> dict[str, object]:
    """All that an index says of each document, by its id."""
    columns = {
        each.name: engine.numbers(each.name).tolist() if each.kind == "number" else _values(engine, each.name)
        for each in FIELDS
        if each.kind in ("number", "key")
    }
    ids = {values[0]: doc for doc, values in enumerate(columns["id"]) if values}
    said: dict[str, object] = {
        name: [
            *(bytes(engine.stored([doc], each)[0]) for each in STORED),
            *(column[doc] for column in columns.values()),
        ]
        for name, doc in ids.items()
    }
    names = {doc: name for name, doc in ids.items()}
    for word, _ in engine.words(("body",)):
        docs, _ = engine.scores("body", (word,))
        said[f"word {word}"] = sorted(names[doc] for doc in docs.tolist())
    return said


def _values(engine: FlatEngine, name: str) -> list[list[str]]:
    values, codes, begins = engine.column(name)
    return [
        [values[code] for code in codes[start:end].tolist()]
        for start, end in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True)
    ]


def test_merging_changes_nothing(folder: Path, engine: FlatEngine, tmp_path: Path) -> None:
    """Segments that became one say what they said before, without deleted documents."""
    listed = whoosh.open_dir(folder)._segments()
    parts = [(SegmentFile(each.path(folder)), each.deleted_docs()) for each in listed]
    size = merge(tmp_path / "whole.seg", parts)
    whole = FlatEngine([(SegmentFile(tmp_path / "whole.seg"), ())])
    before, after = content(engine), content(whole)
    assert size == len(engine.contents()) == len(whole.contents())
    assert {key: value for key, value in before.items() if value} == after


def test_a_merged_segment_is_the_segment_of_all_documents(tmp_path: Path) -> None:
    """Merging segments gives, byte for byte, what writing all their documents at once does."""
    chance = random.Random(5)
    documents = [document(f"d{each:03}", chance) for each in range(90)]
    parts = []
    for start in (0, 7, 60):
        path = tmp_path / f"{start}.seg"
        write_segment(path, documents[start : {0: 7, 7: 60, 60: 90}[start]])
        parts.append((SegmentFile(path), ()))
    merge(tmp_path / "merged.seg", parts)
    write_segment(tmp_path / "whole.seg", documents)
    merged, whole = FlatFile(tmp_path / "merged.seg"), FlatFile(tmp_path / "whole.seg")
    assert sorted(merged.names()) == sorted(whole.names())
    for name in whole.names():
        assert merged.array(name).tolist() == whole.array(name).tolist(), name


def test_many_small_changes_leave_few_segments(tmp_path: Path) -> None:
    """Hundreds of changes leave some segments, each document once, and no file of those that were merged."""
    whoosh_index.create(tmp_path)
    chance = random.Random(1)
    for number in range(100):
        name = f"d{number % 40}"
        whoosh_index.write(tmp_path, [document(name, chance)], [name])
    listed = whoosh.open_dir(tmp_path)._segments()
    assert sum(each.doc_count() for each in listed) == 40
    assert len(listed) <= 5
    assert len(list(tmp_path.glob("*.seg"))) == len(listed)


def test_large_segments_stay_while_small_ones_are_merged() -> None:
    """A segment is merged when those behind it grow too large beside it, or when much of it is deleted."""
    assert first_to_merge([(1000, 0)]) == 1
    assert first_to_merge([(1000, 0), (10, 0)]) == 2
    assert first_to_merge([(1000, 0), (10, 0), (9, 0)]) == 1
    assert first_to_merge([(1000, 300), (10, 0)]) == 0
    assert first_to_merge([(1000, 0), (240, 0), (40, 0)]) == 0
    assert first_to_merge([]) == 0


def test_a_file_that_was_cut_short_is_told(tmp_path: Path) -> None:
    """Opening says so rather than answering with what is left."""
    path = tmp_path / "x.seg"
    with FlatWriter(path) as writer:
        writer.add("numbers", np.arange(1000))
    whole = path.read_bytes()
    for length in (0, 5, 20, 4000, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(DamagedFileError):
            FlatFile(path)


def test_a_write_that_fails_leaves_no_file(tmp_path: Path) -> None:
    """Documents that cannot be made leave neither a segment nor another state of the index."""

    def failing() -> Iterable[Document]:
        yield document("d1", random.Random(1))
        raise ValueError("no more")

    whoosh_index.create(tmp_path)
    with pytest.raises(ValueError, match="no more"):
        whoosh_index.write(tmp_path, failing(), ())
    assert not list(tmp_path.glob("*.seg"))
    assert whoosh.open_dir(tmp_path).latest_generation() == 0


def test_the_library_reads_columns_and_stored_fields(engine: FlatEngine, searcher: Searcher) -> None:
    """Its reader gives the numbers, keys and stored texts that were written, and walks the terms."""
    reader = searcher.reader()
    for number, (leaf, offset) in enumerate(reader.leaf_readers()):
        when = leaf.column_reader("when")
        assert [when[doc] for doc in range(len(when))] == engine.numbers("when")[offset:][
            : len(when)
        ].tolist()
        assert number == 0 or offset
    values = _values(engine, "id")
    for doc in reader.all_doc_ids():
        assert [reader.stored_fields(doc).get("page", b"")] == engine.stored([doc], "page")
        assert engine.with_key("id", values[doc][0]).tolist() == [doc]
    assert [term.decode() for term in reader.lexicon("tag")] == sorted(TAGS)
    assert [word for word, _ in engine.words(("body",), "w")] == [
        term.decode() for term in reader.expand_prefix("body", "w")
    ]


def test_a_small_segment_behind_a_large_one_keeps_its_numbers(tmp_path: Path) -> None:
    """Documents whose own numbers fit a byte are found by their values behind hundreds of others."""
    chance = random.Random(5)
    whoosh_index.create(tmp_path)
    for first, last in ((0, 300), (300, 303)):
        names = [f"d{number}" for number in range(first, last)]
        whoosh_index.write(tmp_path, (document(name, chance) for name in names), ())
    listed = whoosh.open_dir(tmp_path)._segments()
    opened = FlatEngine([(SegmentFile(each.path(tmp_path)), each.deleted_docs()) for each in listed])
    assert [opened.with_key("story", f"d{number}").tolist() for number in (299, 302)] == [[299], [302]]
    assert opened.contents_of(["d302", "d7", "none"]) == {
        name: document for name, document in opened.contents().items() if name in ("d302", "d7")
    }


def test_a_word_is_found_in_those_segments_that_have_it(tmp_path: Path) -> None:
    """Words, and words in a row, that some segments lack are found in the others and nowhere else."""
    whoosh_index.create(tmp_path)
    for name, text in (("a", "silk loom " * 99), ("b", "silk"), ("c", "")):
        documents = [
            Document(f"{name}{each}", "item", texts={"body": text}) for each in range({"a": 50}.get(name, 3))
        ]
        whoosh_index.write(tmp_path, documents, ())
    listed = whoosh.open_dir(tmp_path)._segments()
    opened = FlatEngine([(SegmentFile(each.path(tmp_path)), each.deleted_docs()) for each in listed])
    found = {
        terms: opened.scores("body", terms)[0].tolist()
        for terms in (("silk",), ("loom",), ("silk", "loom"), ("moth",), ("silk", "moth"))
    }
    first = list(range(50))
    assert len(listed) > 1
    assert found == {
        ("silk",): [*first, 50, 51, 52],
        ("loom",): first,
        ("silk", "loom"): first,
        ("moth",): [],
        ("silk", "moth"): [],
    }
    assert not len(opened.scores("title", ("silk",))[0])
