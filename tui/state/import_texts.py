"""The texts of the import and of the review of what it could not tell, and which keys each of their states offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from tui import actions
from tui.actions.action import Action
from tui.state.imports import Asked, LargerOffer, Outcome, Plan
from tui.state.phrases import StyledText, count
from tui.theme import glyphs

Phase: TypeAlias = Literal["path", "reading", "plan", "writing", "done"]
"""A path is asked for; its files are read; what they hold is shown; the marks are written; it is done."""

TITLE = "Bring your marks from other film services"
PLACEHOLDER = "a file, a folder or a zip; tab completes, enter reads"
_GIVEN = "Give what the service exported, as it is: type its path, paste it, or drop it into the terminal."
_SERVICES = (
    "Letterboxd, IMDb, Trakt, MovieLens.org, TMDB, Simkl, Criticker, Netflix, Kodi, Jellyfin, Kinopoisk, Douban, lists"
    " of ids or links, movierec's own export."
)
_USES = {"watchlist": "a watchlist", "seen": "films you have seen", "ratings": "ratings"}
_NO_YEAR = "year not given"

Keys: TypeAlias = Mapping[str, str]


def asking(waiting: int) -> list[StyledText]:
    """What can be given, and how many films of earlier imports wait."""
    lines: list[StyledText] = [[(_GIVEN, "")], [], [(_SERVICES, "quiet")]]
    if waiting:
        wait = "waits" if waiting == 1 else "wait"
        lines += [
            [],
            [
                (f"{count(waiting, 'film')} of earlier imports {wait}: which one is meant? ", "strong"),
                ("enter", "accent"),
                (" asks you, with no path typed", ""),
            ],
        ]
    return lines


def problem(text: str) -> list[StyledText]:
    """What went wrong, with its remedy: a path in it may be longer than a line."""
    return [[(f"{glyphs.WARNING} {text}", "bad")], []] if text else []


def planned(plan: Plan, keys: Keys) -> list[StyledText]:
    """What the import would do in all, and what to say first."""
    parts = [f"{count(plan.films, 'film')} to take"] if plan.films or not (plan.kept or plan.asked) else []
    parts += [f"{plan.kept:,} to keep for later"] if plan.kept else []
    parts += [f"{plan.asked:,} to ask about"] if plan.asked else []
    lines: list[StyledText] = [[(f" {glyphs.DOT} ".join(parts), "strong")]]
    if plan.unsure or plan.use is not None:
        lines.append(_use(plan, keys))
    return lines


def _use(plan: Plan, keys: Keys) -> StyledText:
    said = "What is this list? " if plan.use is None else f"Taken as {_USES[plan.use]}; "
    words: list[tuple[str, str]] = [(said, "warn" if plan.use is None else "good")]
    for place, use in enumerate(("watchlist", "seen", "ratings")):
        words += [("   " if place else "", ""), (actions.key_of(f"import_{use}", keys), "accent"), (f" {use}", "")]
    return words


def refusal(plan: Plan) -> str:
    """Why there is nothing to import; empty if there is something."""
    if plan.films or plan.kept or plan.asked:
        return ""
    return "say first what the list is" if plan.unsure else "there is nothing new in it"


def unreadable(plan: Plan) -> list[StyledText]:
    """The rows that cannot be read."""
    lines: list[StyledText] = [[(f"{glyphs.WARNING} {line}", "warn")] for line in plan.unreadable]
    if plan.more_unreadable:
        lines.append([(f"  and {plan.more_unreadable:,} more rows that cannot be read", "warn")])
    return lines


def done(
    outcome: Outcome, waiting: int, offer: LargerOffer | None, keys: Keys, *, answered: bool = False
) -> list[StyledText]:
    """What an import did, and what can be done now; `answered`: what it asked was answered since, in part at least."""
    if not outcome.changed:
        lines: list[StyledText] = [[("Nothing is new: all of it is in your marks", "good")]]
    else:
        films = outcome.films or outcome.kept
        undoes = "your answers one by one, then the whole import" if answered else "the whole import at once"
        lines = [
            [(f"{glyphs.DONE} {count(films, 'film')} {'taken' if outcome.films else 'kept'}", "good")],
            [(actions.key_of("undo", keys), "accent"), (f" in your list undoes {undoes}", "quiet")],
        ]
    if outcome.note:
        lines += [[], [(outcome.note, "quiet")]]
    if waiting:
        wait = "waits for you" if waiting == 1 else "wait for you"
        lines += [
            [],
            [
                (f"{count(waiting, 'film')} {wait}: which one is meant? ", "strong"),
                (actions.key_of("import_go", keys), "accent"),
                (" asks", ""),
            ],
        ]
    return [*lines, *_kept(outcome, offer, keys)] if outcome.kept else lines


def _kept(outcome: Outcome, offer: LargerOffer | None, keys: Keys) -> list[StyledText]:
    films, alone = count(outcome.kept, "film"), outcome.kept == 1
    later = "and counts as soon as one has it." if alone else "and count as soon as one has them."
    if not outcome.set_up:
        return [[], [(f"{films} {'waits' if alone else 'wait'} for a data set, {later}", "")]]
    kept = "is kept" if alone else "are kept"
    lines: list[StyledText] = [[], [(f"{films} not in this data set {kept}, {later}", "")]]
    if offer is not None:
        them = "it" if alone else f"up to {offer.films:,} of them"
        lines.append(
            [
                (f"{offer.name} (films to {offer.newest_year}) would have {them}: ", ""),
                (actions.key_of("import_larger", keys), "accent"),
                (f" sets it up, {offer.time} here; your list stays meanwhile.", ""),
            ]
        )
    return lines


def keys_for(phase: Phase, *, plan: Plan | None, waiting: int, offer: bool, films: bool) -> list[Action]:
    """The keys that act in a state of the import; `films`: it was opened from a list of them."""
    uses = {"import_watchlist", "import_seen", "import_ratings"}
    without = {"import_larger", *uses}
    if phase == "path":
        called = {"import_go": "review" if waiting else "read"}
        return actions.footer("import", without={*without, "import_help", "import_quit"}, called=called)
    if phase == "plan":
        told = plan is not None and (plan.unsure or plan.use is not None)
        return actions.footer("import", without={"import_larger"} if told else without)
    if phase == "done":
        left_out = {*uses, *(() if waiting else ("import_go",)), *(() if offer else ("import_larger",))}
        called = {"import_go": "review them", "import_leave": "to your list" if films else "back"}
        return actions.footer("import", without=left_out, called=called)
    return actions.footer("import", without={*without, "import_go"})


def asked_film(asked: Asked) -> StyledText:
    """The film as the export calls it."""
    return [(asked.title, "strong"), (f"   {asked.year or _NO_YEAR}", "quiet")]


def asked_from(asked: Asked) -> StyledText:
    """Where it is from, and what it would mark."""
    return [(f"{asked.origin} {glyphs.DOT} would mark it ", "quiet"), (_wish(asked), "")]


def _wish(asked: Asked) -> str:
    words = []
    if asked.opinion is not None:
        stars = "" if asked.opinion in ("like", "dislike") else " star" if asked.opinion == "1" else " stars"
        words.append(f"{asked.opinion}{stars}")
    words += [
        word
        for word, said in (("seen", asked.seen), ("watchlist", asked.watchlist), ("not interested", asked.hidden))
        if said
    ]
    return ", ".join(words)


def reviewed(taken: int, left_out: int) -> str:
    """How a review ended: "3 films taken, 1 left out"."""
    parts = [f"{count(taken, 'film')} taken"] if taken or not left_out else []
    parts += [f"{left_out:,} left out"] if left_out else []
    return ", ".join(parts)


def waiting_notice(waiting: int) -> tuple[str, str]:
    """What the status line says after the start: a text, and a hint with action ids for keys."""
    wait = "waits" if waiting == 1 else "wait"
    return f"{count(waiting, 'imported film')} {wait}: which one is meant?", " {import_marks} asks"
