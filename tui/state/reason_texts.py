"""Why a film is in a list, in words: what the data say of it and of a film that the person likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from engine.serving.explanations import Reason, Recommendation, shares
from tui.state.new_film_texts import SO_FAR
from tui.state.phrases import listed
from tui.theme import glyphs

FIT = "0 is the usual film or worse, 50 suits you better than nine films of ten"
"""What the numbers of a fit mean, in every list."""
Form = Literal["sentence", "short", "column"]
"""How a reason is told: in full, in a few words, or for a column whose heading says that it is about who watched what.
"""
_HUNDRED = 100
"""Shares of fewer people than this are told as they were counted: "5 of the 12 who watched Stalker"."""
_MOSTLY = 50
_NAMED, _SPEAKS = 2, 10
"""How many liked films a proposal names at most, and from what percentage on one speaks for it."""


def fit(found: Recommendation) -> str:
    """ "fit 96 of 100"."""
    return f"fit {round(found.bar)} of 100"


def why(found: Recommendation, form: Form = "sentence", title: str | None = None) -> str:
    """The reason for a film in a list for somebody; empty if its shares say all that there is to say.

    `title` is what to call the film that the reason names, instead of its title.
    """
    if not found.why:
        return SO_FAR if found.movie.is_new else "popular with viewers in general"
    made_of = shares(found)
    if not made_of:
        return "no better for you than the usual film"
    if made_of[0].movie is None and made_of[0].percent >= _MOSTLY:
        return "mostly because it is popular"
    if found.reason is not None:
        return _told(found, found.reason, form, title or found.reason.movie.title)
    if found.movie.is_new and found.director is None:
        return f"{SO_FAR}; its makers and genres fit {'all your lists' if found.people else 'your list'}"
    if made_of[0].percent >= _MOSTLY or found.movie.is_new:
        return ""
    return "fits all your lists as a whole" if found.people else "fits your list as a whole"


def because(found: Recommendation) -> str:
    """Why a film is proposed, in a sentence: "because you liked Heat and Ronin; of 100 who watched Heat, 41 watched
    this; of all people, 6"."""
    speaking = [(s.profile, s.movie.title) for s in shares(found) if s.movie and s.weight > 0 and s.percent >= _SPEAKS]
    if found.people:  # the film that speaks most for it, of each of two people
        first = dict(reversed(speaking))
        said = listed(f"{profile} liked {first[profile]}" for profile in list(dict(speaking))[:_NAMED])
    else:
        said = listed(title for _, title in speaking[:_NAMED])
        said = f"you liked {said}" if said else ""
    return "; ".join(filter(None, [f"because {said}" if said else "", why(found), same_director(found)]))


def fits(found: Recommendation) -> str:
    """How well the film suits each of several people: "anna 92 · bert 71"; empty in a list for one."""
    return f" {glyphs.DOT} ".join(f"{person.profile} {round(person.fit)}" for person in found.people)


def fits_and_shares(found: Recommendation) -> str:
    """The same with each one's share of the fits: "anna 92 (56%) · bert 71 (44%)"."""
    said = (f"{one.profile} {round(one.fit)} ({round(100 * one.share)}%)" for one in found.people)
    return f" {glyphs.DOT} ".join(said)


def why_similar(found: Recommendation) -> str:
    """The reason for a film in the list of those that are similar to another one."""
    reason = found.reason
    said = [f"{round(found.bar)}% similar"]
    if reason is not None:
        said = [f"{said[0]} to {reason.movie.title}"]
        if reason.together is not None:
            watched, of = _counted(reason.movie.n_ratings, reason.together)
            said.append(f"{watched} of {of} who watched that watched this ({_all(found, of)})")
        if reason.common:
            said.append(f"both {_kind(reason.common)}")
    if found.director is not None:
        said.append("by the same director")
    return "; ".join(said)


def same_director(found: Recommendation) -> str:
    """ "by the director of Ran, which you like"; empty if no liked film has the same director."""
    if found.director is None:
        return ""
    movie = found.director.movie
    whose = next((part.profile for part in found.why if part.movie.id == movie.id and part.weight > 0), "")
    return f"by the director of {movie.title}, which {f'{whose} likes' if whose else 'you like'}"


def _told(found: Recommendation, reason: Reason, form: Form, title: str) -> str:
    if reason.together is None:
        return f"{_kind(reason.common)}, like {title}"
    watched, of = _counted(reason.movie.n_ratings, reason.together)
    if form == "short":
        return f"{watched} of {of} who watched {title} ({_all(found, of)})"
    if form == "column":
        return f"{title}: {watched} of {of} ({_all(found, of)})"
    who, unit = (f"of {of}", "") if of == _HUNDRED else (f"of the {of}", " of 100")
    return f"{who} who watched {title}, {watched} watched this; of all people, {_everybody(found)}{unit}"


def _counted(watchers: int, share: float) -> tuple[int, int]:
    """How many of how many watchers a `share` of them is: of 100, or of all if there are fewer."""
    of = min(watchers, _HUNDRED)
    return round(share * of), of


def _all(found: Recommendation, of: int) -> str:
    return f"all: {_everybody(found)}{'' if of == _HUNDRED else ' of 100'}"


def _everybody(found: Recommendation) -> str:
    """How many of 100 people watched the film."""
    percent = round(100 * (found.everybody or 0.0))
    return str(percent) if percent else "under 1"


def _kind(common: Sequence[str]) -> str:
    """Genres and a decade as text: "Horror and Sci-Fi of the 1970s"."""
    genres = listed(trait for trait in common if not trait[:1].isdigit())
    return "".join([genres, *(f" of the {trait}" for trait in common if trait[:1].isdigit())])
