from __future__ import annotations

from typing import get_args

import pytest
from flask import Flask

from index.language import OPERATORS, Operator
from index.results import FORMS, Notice, NoticeCode, Reason
from web.remarks import by_word, form_text, notice_text, operator_text, place_text


@pytest.mark.parametrize("code", get_args(NoticeCode))
def test_every_notice_is_a_sentence(app: Flask, code: NoticeCode) -> None:
    """A notice is put into words whatever it tells, with the text that it is about as it was typed."""
    with app.test_request_context():
        told = notice_text(Notice(code, "100 %(limit)s", 7))
    assert told.endswith(".")
    assert "%(text)s" not in told
    assert ("7" in told) or ("100 %(limit)s" in told) or code == "no-word"


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_a_hint(app: Flask, operator: Operator) -> None:
    """What is offered while typing says what it is for."""
    with app.test_request_context():
        assert operator_text(operator.name)


def test_every_form_has_words(app: Flask) -> None:
    """Only a word that stands as typed needs none."""
    with app.test_request_context():
        assert [form for form in FORMS if not form_text(form, "fr")] == ["exact"]


def test_reasons_are_told_word_by_word(app: Flask) -> None:
    """The places of one word stand together."""
    reasons = [
        Reason("a", "title", "exact", "a"),
        Reason("a", "body", "exact", "a"),
        Reason("b", "body", "exact", "b"),
    ]
    assert [(word, len(found)) for word, found in by_word(reasons)] == [("a", 2), ("b", 1)]
    with app.test_request_context():
        assert all(place_text(reason.field) for reason in reasons)
