"""What was read and planned, as the plain records that the screens show (tui.state.imports)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.datasets.typed_sources import named_paths
from engine.exchange import import_run
from engine.exchange.import_words import state_words
from engine.exchange.importing import FileOutcome, Import, State
from engine.exchange.merging import Said, merged
from engine.exchange.recognition import SERVICES
from engine.exchange.rows import Reading
from engine.movies import clean_text
from tui.state.imports import Asked, Plan, ReadFile, Source
from tui.state.texts import with_remedy

_FILES = 40
"""The files of one source that are shown one by one; Kodi writes one for each film."""
_UNREADABLE = 5
"""The unreadable rows that are named."""


@dataclass(frozen=True)
class Named:
    """One path that was named, what it holds, or why it cannot be read (one line)."""

    label: str
    name: str
    readings: tuple[Reading, ...]
    refused: str = ""


def read_named(text: str) -> list[Named]:
    """What each of the paths in `text` holds."""
    found = []
    for path in named_paths(text):
        readings, refused = import_run.read_named([path])
        why = with_remedy(refused[0].failure.message, refused[0].failure.remedy) if refused else ""
        found.append(Named(clean_text(str(path)), clean_text(path.name) or str(path), tuple(readings), why))
    return found


def plan_of(named: Sequence[Named], wanted: Import, *, set_up: bool) -> Plan:
    """The plan as it is shown; `set_up`: there are films."""
    outcomes = iter(wanted.files)  # in the order of the readings
    sources = tuple(_source(one, [next(outcomes) for _ in one.readings], set_up=set_up) for one in named)
    labels = [one.label for one in named for _ in one.readings]
    unreadable = [
        f"{_member(file.reading, label)}, line {one.row.line}: {one.why}"
        for file, label in zip(wanted.files, labels, strict=True)
        for one in file.rows
        if one.state == "unreadable"
    ]
    return Plan(
        sources=sources,
        films=len({one.movie for file in wanted.files for one in file.rows if one.state == "taken"}),
        kept=len(wanted.absent_films()),
        asked=len(wanted.questions(None)),
        unreadable=tuple(unreadable[:_UNREADABLE]),
        more_unreadable=max(len(unreadable) - _UNREADABLE, 0),
        use=wanted.use,
    )


def asked_of(one: import_run.Asked) -> Asked:
    """A question as it is shown."""
    question = one.question
    row = question.said[0].row
    wish = merged([Said(quoted.row, quoted.service, quoted.kind) for quoted in question.said])
    origins = dict.fromkeys(_origin(quoted.service, quoted.kind) for quoted in question.said)
    return Asked(
        identity=question.identity,
        title=row.title,
        year=row.year,
        origin=", ".join(origins),
        candidates=one.candidates,
        opinion=wish.opinion,
        seen=wish.seen,
        watchlist=wish.watchlist,
        hidden=wish.hidden,
    )


def _source(named: Named, files: Sequence[FileOutcome], *, set_up: bool) -> Source:
    shown = [
        ReadFile(
            name=_member(file.reading, named.label),
            what=_what(file.reading),
            counts=_counts(file.counts, set_up=set_up),
            unsure=file.unsure,
        )
        for file in files[:_FILES]
    ]
    shown += _summed(files[_FILES:], set_up=set_up)
    return Source(name=named.name, files=tuple(shown), refused=named.refused)


def _summed(files: Sequence[FileOutcome], *, set_up: bool) -> Iterator[ReadFile]:
    """Those of one kind in one line."""
    for what in dict.fromkeys(_what(file.reading) for file in files):
        same = [file for file in files if _what(file.reading) == what]
        counted: Counter[State] = Counter()
        for file in same:
            counted.update(file.counts)
        unsure = any(file.unsure for file in same)
        yield ReadFile(name=f"{len(same):,} more", what=what, counts=_counts(counted, set_up=set_up), unsure=unsure)


def _counts(counted: Mapping[State, int], *, set_up: bool) -> tuple[tuple[int, str], ...]:
    return tuple(
        (number, state_words(state) if set_up or state != "absent" else "kept") for state, number in counted.items()
    )


def _what(reading: Reading) -> str:
    return _origin(reading.service, reading.kind)


def _origin(service: str, kind: str) -> str:
    """ "Letterboxd ratings"; a list of ids is called just so."""
    name = SERVICES.get(service, service)
    return name if service == "list" else f"{name} {kind}"


def _member(reading: Reading, label: str) -> str:
    """The file's name inside what was named."""
    return reading.file.removeprefix(label).lstrip("/") or label.rpartition("/")[2]
