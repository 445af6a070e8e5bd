"""What an import changes in a profile's marks, decided without changing anything.

Nobody's later word is lost: a field that was decided in movierec is changed only by a row with a later date, and never
by one without a date. Doing the same import again finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from engine.exchange.merging import Wish
from engine.movies import clean_text
from engine.profiles.decisions import Decision, Decisions
from engine.profiles.fold import Key, Mark
from engine.profiles.opinions import stars
from engine.profiles.steps import Step, emptied, kept

_DAY = len("2024-11-03")
_AND = ", "
"""Between the services of one import."""


@dataclass(frozen=True)
class Target:
    """A film that an import concerns: where its mark is kept, and what identifies it later in another catalogue."""

    key: Key
    title: str
    year: int | None
    imdb: str | None

    def empty_mark(self) -> Mark:
        catalogue, movie = self.key
        return Mark(catalogue=catalogue, movie=movie, title=clean_text(self.title), year=self.year, imdb=self.imdb)


def steps_for(
    target: Target, wish: Wish, now: Mark | None, decisions: Decisions, services: frozenset[str]
) -> list[Step]:
    """The steps that `wish` takes, none if all is already so or was decided otherwise. `now` is the profile's mark on
    the film, which may be kept in another catalogue: then it moves to the target's. `services` are the names of those
    that the wish is from."""
    mark = now or target.empty_mark()
    decided = _decided(decisions, {target.key, (mark.catalogue, mark.movie)})
    changes = _changes(mark, wish, decided, services)
    if not changes:
        return []
    steps: list[Step] = []
    if now is not None and (now.catalogue, now.movie) != target.key:
        steps.append((now, emptied(now)))
        mark = target.empty_mark()
        said = {name for fields, _ in changes for name in fields}
        brought = {name: value for name, value in kept(now).items() if name not in said}
        changes = [(brought, now.at), *changes] if brought else changes
    latest = ""
    for fields, at in sorted(changes, key=lambda change: change[1] or "~"):
        latest = max(latest, at or "~")
        values: dict[str, object] = {**fields, "at": at} if at else dict(fields)
        steps.append((mark, values))
        mark = replace(mark, **values)
    if now is not None and latest < now.at:
        steps.append((mark, {"at": now.at}))  # a later mark of the film keeps its place among the marks
    return steps


def _decided(decisions: Decisions, keys: set[Key]) -> Mapping[str, Decision]:
    """The latest decision on each field of a film, wherever it was marked."""
    found: dict[str, Decision] = {}
    for key in keys:
        for name, decision in decisions.get(key, {}).items():
            if name not in found or (decision.at or "") > (found[name].at or ""):
                found[name] = decision
    pair = [found[name] for name in ("opinion", "hidden") if name in found]
    if pair:  # they exclude each other, so that a word on one is a word on both
        found["opinion"] = found["hidden"] = max(pair, key=lambda decision: decision.at or "")
    return found


def _changes(
    mark: Mark, wish: Wish, decided: Mapping[str, Decision], services: frozenset[str]
) -> list[tuple[dict[str, object], str | None]]:
    """The fields to set, those of one time together, each with its time as marks have it."""
    found: dict[str | None, dict[str, object]] = {}

    def set_to(name: str, value: object, at: str | None) -> None:
        if getattr(mark, name) != value and _may(decided.get(name), at, services):
            found.setdefault(_moment(at), {})[name] = value

    if wish.opinion is not None and not (wish.opinion == "like" and stars(mark.opinion) is not None):
        if mark.opinion == "like" and stars(wish.opinion) is not None and decided.get("opinion", _OWN).origin:
            found.setdefault(_moment(wish.opinion_at), {})["opinion"] = wish.opinion  # stars say more than a like
        else:
            set_to("opinion", wish.opinion, wish.opinion_at)
        if mark.hidden and any("opinion" in fields for fields in found.values()):
            set_to("hidden", False, wish.opinion_at)
    if wish.hidden:
        set_to("hidden", True, wish.hidden_at)
        if mark.opinion is not None and any("hidden" in fields for fields in found.values()):
            set_to("opinion", None, wish.hidden_at)
    if wish.seen:
        set_to("seen", True, wish.seen_at)
    if wish.watchlist and (wish.literal or not (mark.seen or mark.opinion is not None)):
        set_to("watchlist", True, wish.watchlist_at)
    elif mark.watchlist and not wish.literal and found and decided.get("watchlist", _OWN).origin:
        at = wish.seen_at or wish.opinion_at  # seen since: the services take such a film off their lists too
        found.setdefault(_moment(at), {})["watchlist"] = False
    times = [at for at in found if at]
    if times and None in found:
        found[max(times)] |= found.pop(None)
    return [(fields, at) for at, fields in found.items()]


_OWN = Decision("", "", "", "", None)


def _may(decision: Decision | None, at: str | None, services: frozenset[str]) -> bool:
    """Whether a row of `services`, given `at`, may change a field on which that is the last word."""
    if decision is None:
        return True
    same = bool(services & set(decision.origin.split(_AND)))
    if decision.at is None:  # imported without a date
        return at is not None or same
    if at is None:
        return False
    if decision.origin and same:  # its day is not known better than the row's
        return at[:_DAY] >= decision.at[:_DAY]
    return _earliest(at) > decision.at


def _earliest(at: str) -> str:
    """The earliest moment that a row's time can mean, as marks have it."""
    return f"{at}T00:00:00.000000+00:00" if len(at) == _DAY else _moment(at) or at


def _moment(at: str | None) -> str | None:
    """A row's time as marks have it; a day is noon, which is that day nearly everywhere."""
    if at is None:
        return None
    if len(at) == _DAY:
        return f"{at}T12:00:00.000000+00:00"
    if at.endswith("Z"):
        return f"{at[:-1]}.000000+00:00" if "." not in at else f"{at[:-1]}+00:00"
    return at


def origin_of_services(names: Iterable[str]) -> str:
    """The origin of an import from these services, as an action's id has it."""
    return _AND.join(dict.fromkeys(names))
