"""The facts of one catalogue, opened: what is known of a film, and which films somebody made.

Everything is memory-mapped, and every answer takes well under a millisecond, on the calling thread. Facts that are not
there, of another release, or damaged count as none: nothing that movierec does needs them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.people.facts_files import TITLES, About, read_about, read_arrays
from engine.people.film_facts import FilmFacts
from engine.people.name_keys import Ints, NameKeys
from engine.titles.normalization import fold

_log = logging.getLogger("movierec.people")
_SHORTEST = 3
"""Letters from which on a name is found while it is being typed."""
_BEGUN = 5
"""People that a name which is being typed can mean."""
_FILMS = 10
"""Films that another title can mean."""
_NAMES = 10
"""About as many names of one person, or titles of one film, begin alike."""
_FAMILIES = frozenset({"brothers", "bros", "sisters"})
_DIRECTING = 2
"""How much more a film that somebody directed counts for that person than one that they act in."""


class Maker(msgspec.Struct, frozen=True):
    """A person by `place`, the number in these facts, and `name`."""

    place: int
    name: str


class _Length(msgspec.Struct, frozen=True, array_like=True):
    """A FilmFacts of which only the length is decoded: of 87,000 films that takes a tenth of the time."""

    movie: msgspec.Raw
    imdb: msgspec.Raw
    directors: msgspec.Raw
    cast: msgspec.Raw
    runtime: int | None = None


class FactsBook:
    """Raises ValueError or KeyError if the `arrays` (see engine.people.facts_files) do not fit together."""

    def __init__(self, about: About, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.about = about
        self._movies = np.asarray(arrays["movies"])
        self._watchers = np.asarray(arrays["watchers"])
        self._records = np.ascontiguousarray(arrays["records"], np.uint8).data
        self._record_starts = np.asarray(arrays["record_starts"])
        self._names = np.ascontiguousarray(arrays["people_names"], np.uint8).data
        self._name_starts = np.asarray(arrays["people_starts"])
        self._credits = np.asarray(arrays["credits"])
        self._credit_starts = np.asarray(arrays["credit_starts"])
        self._directed = np.asarray(arrays["directed"])
        films, people = len(self._movies), len(self._directed)
        _fits(self._record_starts, films, len(self._records))
        _fits(self._name_starts, people, len(self._names))
        _fits(self._credit_starts, people, len(self._credits))
        if len(self._watchers) != films or (len(self._credits) and int(self._credits.max()) >= films):
            raise ValueError("the films are damaged")
        self._people = NameKeys(arrays, "person", people)
        self._titles = NameKeys(arrays, "title", films * TITLES)
        self._decoder = msgspec.msgpack.Decoder(FilmFacts)
        self._length_decoder = msgspec.msgpack.Decoder(_Length)
        self._fame = self._fame_of_people()

    @classmethod
    def open(cls, folder: Path) -> FactsBook | None:
        """The facts in `folder`; None if there are none that can be read."""
        about = read_about(folder)
        if about is None:
            return None
        try:
            return cls(about, read_arrays(folder))
        except Exception as cause:  # noqa: BLE001 - of a damaged array, numpy's own parser says anything
            _log.warning("the facts in %s cannot be read: %s", folder, cause)
            return None

    def facts(self, movie_id: int) -> FilmFacts | None:
        """What is known of the film with that id; None if nothing is."""
        at = int(self._movies.searchsorted(movie_id))
        if at >= len(self._movies) or self._movies[at] != movie_id:
            return None
        return self._film(at)

    def called(self, text: str) -> list[Maker]:
        """The people with that name or last name, the best known first: "kurosawa", "Coen brothers"."""
        key = fold(text)
        found = self._people.whole(key) if key else np.zeros(0, np.int32)
        words = key.split()
        if not len(found) and len(words) > 1 and words[-1] in _FAMILIES:
            found = self._people.whole(" ".join(words[:-1]))
        return self._makers(found)

    def begun(self, text: str) -> list[Maker]:
        """The best known people with a name that begins so."""
        key = fold(text)
        return self._makers(self._people.begun(key), _BEGUN) if len(key) >= _SHORTEST else []

    def titled(self, text: str) -> list[tuple[int, str]]:
        """The ids of the films with another title that is `text`, the most watched first, each with the title."""
        return self._with_titles(self._titles.whole(fold(text)))

    def title_begun(self, text: str) -> list[tuple[int, str]]:
        """The same for the most watched films with another title that begins so."""
        key = fold(text)
        return self._with_titles(self._titles.begun(key)) if len(key) > _SHORTEST else []

    def films_of(self, makers: Iterable[Maker]) -> list[int]:
        """The ids of the films that one of the people directed or acts in, the most watched first, where directing
        counts twice."""
        spans = [(maker.place, *self._credit_starts[maker.place : maker.place + 2].tolist()) for maker in makers]
        if not spans:
            return []
        films = np.concatenate([self._credits[start:end] for _, start, end in spans])
        times = np.concatenate(
            [1 + (np.arange(end - start) < self._directed[place]) * (_DIRECTING - 1) for place, start, end in spans]
        )
        order = np.lexsort((films, -times * self._watchers[films]))
        return [int(movie) for movie in dict.fromkeys(self._movies[films[order]].tolist())]

    def films_as(self, maker: Maker, role: Literal["director", "actor"]) -> frozenset[int]:
        """The ids of the films that the person directed, or only acts in."""
        start, end = self._credit_starts[maker.place : maker.place + 2].tolist()
        middle = start + int(self._directed[maker.place])
        some = self._credits[start:middle] if role == "director" else self._credits[middle:end]
        return frozenset(self._movies[some].tolist())

    @cached_property
    def knows_lengths(self) -> bool:
        """Whether it is known of any film how long it is."""
        return any(self._length(at) for at in range(len(self._movies)))

    def films_lasting(self, first: int | None, last: int | None) -> list[int]:
        """The ids of the films of at least `first` and at most `last` minutes, None for no limit; a film whose length
        is not known is none of them."""
        lengths = self._lengths
        found = lengths > 0
        if first is not None:
            found &= lengths >= first
        if last is not None:
            found &= lengths <= last
        movies: list[int] = self._movies[found].tolist()
        return movies

    @cached_property
    def _lengths(self) -> NDArray[np.int32]:
        """(F) the minutes of each film, 0 where they are not known."""
        return np.array([self._length(at) for at in range(len(self._movies))], np.int32)

    def _length(self, at: int) -> int:
        try:
            found = self._length_decoder.decode(self._records[self._record_starts[at] : self._record_starts[at + 1]])
        except msgspec.MsgspecError:
            return 0
        return found.runtime or 0

    def _film(self, at: int) -> FilmFacts | None:
        try:
            return self._decoder.decode(self._records[self._record_starts[at] : self._record_starts[at + 1]])
        except msgspec.MsgspecError:
            return None

    def _makers(self, places: Ints, most: int | None = None) -> list[Maker]:
        best = dict.fromkeys(_heaviest(places, self._fame[places], most).tolist())
        return [Maker(place, self._name(place)) for place in list(best)[:most]]

    def _name(self, place: int) -> str:
        return bytes(self._names[self._name_starts[place] : self._name_starts[place + 1]]).decode(errors="replace")

    def _with_titles(self, codes: Ints) -> list[tuple[int, str]]:
        """The films that the `codes` of titles stand for, the most watched ones, each with the first such title."""
        found: dict[int, str] = {}
        for code in _heaviest(codes, self._watchers[codes // TITLES], _FILMS).tolist():
            film = self._film(code // TITLES)
            if film is not None and code % TITLES < len(film.titles):
                found.setdefault(film.movie, film.titles[code % TITLES])
            if len(found) == _FILMS:
                break
        return list(found.items())

    def _fame_of_people(self) -> NDArray[np.float64]:
        """(P) how often the films of each person were watched."""
        summed = np.concatenate([[0], np.cumsum(self._watchers[self._credits], dtype=np.float64)])
        middle = self._credit_starts[:-1] + self._directed
        directed = summed[middle] - summed[self._credit_starts[:-1]]
        played = summed[self._credit_starts[1:]] - summed[middle]
        fame: NDArray[np.float64] = _DIRECTING * directed + played
        return fame


def _heaviest(codes: Ints, weights: NDArray[Any], most: int | None) -> Ints:
    """`codes` by falling weight; of very many, as many as suffice for `most` different ones."""
    enough = len(codes) if most is None else _NAMES * most
    if enough < len(codes):
        best = np.argpartition(-weights, enough)[:enough]
        codes, weights = codes[best], weights[best]
    return codes[np.lexsort((codes, -weights))]


def _fits(starts: NDArray[Any], number: int, size: int) -> None:
    if len(starts) != number + 1 or int(starts[-1]) != size:
        raise ValueError("the sizes of two arrays do not fit together")
