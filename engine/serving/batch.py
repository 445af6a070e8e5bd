"""Batch queries: JSON lines in, one answer line out for each, in the same order.

The lines that have arrived are answered together (up to 64), so a pipe that sends one line and waits gets its answer,
and a file of thousands of lines needs few calls to the store. A bad line is answered with an error that names its
number; the other lines are answered as usual.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any

import msgspec

from engine.popularity_dial import BALANCED
from engine.serving.recommender import Recommender

_TOGETHER = 64


_Id = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class _Recommend(msgspec.Struct, kw_only=True):
    id: Any = None
    liked: list[_Id] = []
    disliked: list[_Id] = []


class _Similar(msgspec.Struct, kw_only=True):
    id: Any = None
    movie: _Id


def recommend_batch(
    recommender: Recommender,
    lines: Iterable[str],
    top: int = 20,
    *,
    popularity: float = BALANCED,
    diversity: float = 0.0,
) -> Iterator[dict[str, Any]]:
    """For each line `{"id": any, "liked": [ids], "disliked": [ids]}`, `{"id", "items": [{"movie", "score"}]}`.

    The dials are those of `Recommender.recommend`. Ids that the version does not have are ignored and listed in
    `"unknown"`. Raises StoreError if neither a store nor the version's files can answer.
    """

    def answer(queries: Sequence[_Recommend]) -> Iterator[dict[str, Any]]:
        knows = _knower(recommender, [i for query in queries for i in (*query.liked, *query.disliked)])
        weights = [
            {i: 1.0 for i in query.liked if i in knows} | {i: -1.0 for i in query.disliked if i in knows}
            for query in queries
        ]
        lists = recommender.rank_many(weights, top, popularity=popularity, diversity=diversity)
        for query, hits in zip(queries, lists, strict=True):
            yield _line(query.id, hits, [i for i in (*query.liked, *query.disliked) if i not in knows])

    def check(query: _Recommend) -> str | None:
        both = sorted(set(query.liked) & set(query.disliked))
        return f"{both[0]} is both liked and disliked" if both else None

    return _batch(lines, msgspec.json.Decoder(_Recommend), check, answer)


def similar_batch(recommender: Recommender, lines: Iterable[str], top: int = 20) -> Iterator[dict[str, Any]]:
    """For each line `{"id": any, "movie": id}`, the most similar films; otherwise like `recommend_batch`."""

    def answer(queries: Sequence[_Similar]) -> Iterator[dict[str, Any]]:
        knows = _knower(recommender, [query.movie for query in queries])
        hits = iter(recommender.similar_many([query.movie for query in queries if query.movie in knows], top))
        for query in queries:
            known = query.movie in knows
            yield _line(query.id, next(hits) if known else [], [] if known else [query.movie])

    return _batch(lines, msgspec.json.Decoder(_Similar), lambda query: None, answer)


def _batch(
    lines: Iterable[str],
    decoder: msgspec.json.Decoder[Any],
    check: Callable[[Any], str | None],
    answer: Callable[[Sequence[Any]], Iterator[dict[str, Any]]],
) -> Iterator[dict[str, Any]]:
    number = 0
    for group in _as_they_come(lines):
        read: list[Any] = []
        for line in group:
            number += 1
            if line.strip():
                read.append(_read(line, number, decoder, check))
        answers = answer([query for query in read if not isinstance(query, dict)])
        for query in read:
            yield query if isinstance(query, dict) else next(answers)


def _read(line: str, number: int, decoder: msgspec.json.Decoder[Any], check: Callable[[Any], str | None]) -> Any:
    """A line's query, or the error answer to a bad line."""
    try:
        query = decoder.decode(line)
        problem = check(query)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as cause:
        problem = str(cause)
    return query if problem is None else {"id": None, "error": f"line {number}: {problem}"}


def _as_they_come(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines in groups of those that have arrived, 1 to 64 each. Errors from reading them are raised here."""
    arrived: queue.Queue[str | BaseException | None] = queue.Queue(maxsize=4 * _TOGETHER)
    stopped = threading.Event()

    def read() -> None:
        end: BaseException | None = None
        try:
            for line in lines:
                if not _put(arrived, line, stopped):
                    return
        except Exception as cause:  # noqa: BLE001 - raised again by the thread that waits for the lines
            end = cause
        _put(arrived, end, stopped)

    threading.Thread(target=read, name="batch-reader", daemon=True).start()
    try:
        while True:
            group: list[str] = []
            item = arrived.get()
            while isinstance(item, str):
                group.append(item)
                if len(group) == _TOGETHER or arrived.empty():
                    break
                item = arrived.get()
            if group:
                yield group
            if isinstance(item, BaseException):
                raise item
            if item is None:
                return
    finally:
        stopped.set()


def _put(arrived: queue.Queue[Any], item: str | BaseException | None, stopped: threading.Event) -> bool:
    while not stopped.is_set():
        try:
            arrived.put(item, timeout=0.2)
        except queue.Full:
            continue
        return True
    return False


def _knower(recommender: Recommender, ids: Sequence[int]) -> set[int]:
    unique = list(dict.fromkeys(ids))
    return {movie for movie, known in zip(unique, recommender.knows(unique), strict=True) if known}


def _line(name: Any, hits: Sequence[tuple[int, float]], unknown: Sequence[int]) -> dict[str, Any]:
    answer = {"id": name, "items": [{"movie": movie, "score": score} for movie, score in hits]}
    return answer | {"unknown": list(dict.fromkeys(unknown))} if unknown else answer
