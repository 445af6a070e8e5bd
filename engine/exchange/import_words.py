"""The words for what an import did, for the command line and the app."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

from engine.exchange.importing import Import, State

_WORDS: dict[State, str] = {
    "taken": "taken",
    "already": "already so",
    "series": "series",
    "absent": "not in this data set",
    "ask": "to be asked",
    "skipped": "left out",
    "unreadable": "unreadable",
}


def state_words(state: State) -> str:
    """What people call a row's state, behind a number."""
    return _WORDS[state]


def file_name(name: str) -> str:
    """The last parts of a file's name: enough to know it by."""
    parts = PurePath(name).parts
    return "/".join(parts[-2:]) if len(parts) > 1 and _is_member(parts[-2]) else parts[-1] if parts else name


def _is_member(folder: str) -> bool:
    return folder.lower().endswith(".zip") or folder in ("likes", "lists")


def total(wanted: Import) -> Counter[State]:
    """How many rows of all files there are in each state."""
    counted: Counter[State] = Counter()
    for file in wanted.files:
        counted.update(file.counts)
    return counted


def outcome_lines(wanted: Import, *, dry_run: bool, shown: int) -> list[str]:
    """What there is to know and to do after an import, one line each; at most `shown` unreadable rows are named."""
    counted = total(wanted)
    taken = {one.movie for file in wanted.files for one in file.rows if one.state == "taken"}
    lines = [f"{_films(len(taken))} {'would be taken' if dry_run else 'taken'}"]
    unreadable = [
        f"{file_name(file.reading.file)}, line {one.row.line}: {one.why}"
        for file in wanted.files
        for one in file.rows
        if one.state == "unreadable"
    ]
    lines += unreadable[:shown]
    if len(unreadable) > shown:
        lines.append(f"and {len(unreadable) - shown:,} more rows that cannot be read")
    lines += [
        f"{file_name(file.reading.file)}: say which list it is, with --as watchlist, --as seen or --as ratings"
        for file in wanted.files
        if file.unsure
    ][:shown]
    if note := doubled_note(wanted):
        lines.append(note)
    if counted["ask"]:
        waits = "would wait" if dry_run else "waits" if counted["ask"] == 1 else "wait"
        lines.append(f"{_rows(counted['ask'])} {waits} for you in the app: which film is meant?")
    return lines


def doubled_note(wanted: Import) -> str:
    """Which film was taken for one whose title and year another film has too; empty if there is none."""
    doubled = [one for file in wanted.files for one in file.rows if one.found.doubled and one.state == "taken"]
    if not doubled:
        return ""
    first = doubled[0]
    more = f" and {len(doubled) - 1} more" if len(doubled) > 1 else ""
    return f"{first.row.title} ({first.row.year}){more}: two films have that name; the better known one is taken"


def _films(count: int) -> str:
    return f"{count:,} film{'' if count == 1 else 's'}"


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"
