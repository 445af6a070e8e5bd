from __future__ import annotations

import pytest

from engine.exchange.import_run import carry_out
from engine.exchange.questions import read_questions
from tests.engine.exchange.conftest import Desk

RATINGS = "Date,Name,Year,Letterboxd URI,Rating\n2020-05-01,Alien,1979,u,4\n2021-06-02,Emma,1996,u,3\n"


def test_an_import_that_dies_before_its_marks_are_saved_has_kept_its_questions(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*given: object) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as dying:
        dying.setattr(desk.log, "record", die)
        with pytest.raises(SystemExit):
            carry_out(desk.prepared({"ratings.csv": RATINGS}), desk.log, desk.home, "anna")
    assert desk.marks() == {}
    assert [one.said[0].row.title for one in read_questions(desk.home, "anna").waiting] == ["Emma"]

    assert desk.take({"ratings.csv": RATINGS}) == [("Alien", "taken"), ("Emma", "ask")]
    (question,) = read_questions(desk.home, "anna").waiting
    assert question.action == desk.action is not None
