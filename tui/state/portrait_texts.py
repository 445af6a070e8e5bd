"""What a portrait of somebody's taste says in words, for the app and for `movierec taste`. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.movies import Movie, clean_text
from engine.serving.portrait_records import GivenStars, LovedMaker, Measurement, StarredFilm, TastePortrait, TasteShare
from engine.serving.portrait_shares import standing_out
from tui.state.phrases import count, listed
from tui.theme import glyphs

FEW_LIKES = 10
"""Liked films below which shares move with every mark, and the portrait says so."""
SEVERAL = 5
"""Makers of each kind that are named."""
_ALIKE = 0.05
"""Stars by which one is neither kinder nor harsher than everybody."""


def summary(portrait: TastePortrait) -> str:
    """The portrait in a few sentences; empty where nothing is liked."""
    if not portrait.liked:
        return ""
    decades, _ = standing_out(portrait.decades, 2)
    genres, less = standing_out(portrait.genres)
    drawn = [part for part in (_names(genres), _of_the(decades)) if part]
    said = f"You are drawn to {', and to '.join(drawn)} more than others are" if drawn else ""
    if less:
        said += f"; to {_names(less)} less" if said else f"You are drawn to {_names(less)} less than others are"
    if not said and portrait.liked >= FEW_LIKES and any(one.films for one in (*portrait.decades, *portrait.genres)):
        said = "You like much the same as everybody"
    sentences = [f"{said}."] if said else []
    if portrait.stars is not None and portrait.stars.compared and (words := _kindness(portrait.stars)):
        sentences.append(f"You {words}.")
    if portrait.liked < FEW_LIKES:
        say = "says" if portrait.liked == 1 else "say"
        sentences.append(f"{count(portrait.liked, 'liked film')} {say} little yet: each new one can change this.")
    return " ".join(sentences)


def counted(portrait: TastePortrait) -> str:
    """How many films all that is from."""
    return f"{portrait.liked:,} liked of {count(portrait.marked, 'marked film')}"


def left_out(portrait: TastePortrait) -> str:
    """That some films count for nothing, or only for who made them; empty if none do."""
    films, unrated = count(portrait.absent, "marked film"), count(portrait.unrated, "liked film")
    said = [f"{films} {'is' if portrait.absent == 1 else 'are'} not in this data set."] if portrait.absent else []
    if portrait.unrated:
        has, it = ("has", "it") if portrait.unrated == 1 else ("have", "them")
        said.append(f"{unrated} {has} no ratings here: decades and genres leave {it} out.")
    return " ".join(said)


def contrast(shares: Iterable[TasteShare]) -> str:
    """What there is more of than everybody watches, and less: "more Film-Noir (2.4×), less Horror (.4×)"."""
    more, less = standing_out(shares)
    parts = [
        f"{word} {listed(f'{one.name} ({times(one)})' for one in some)}"
        for word, some in (("more", more), ("less", less))
        if some
    ]
    return "; ".join(parts)


def times(share: TasteShare) -> str:
    """ "2.4×", "12×", ".4×": how many times as much as everybody's that is."""
    return f"{share.times:.0f}×" if share.times >= 9.95 else _bare(share.times) + "×"


def stars_said(given: GivenStars) -> list[str]:
    """How the stars compare with everybody's, in sentences."""
    films = count(given.films, "film")
    if not given.compared or given.mean is None or given.everybody is None:
        return [f"You gave {films} stars. This data set has no ratings to hold them against."]
    said = f"{given.mean:.2f} on average, everybody {given.everybody:.2f} to the same films."
    words = _kindness(given) or "give about what everybody gives"
    return [f"You {words}: {said}"]


def star_gap(one: StarredFilm) -> str:
    """ "you 2, everybody 4.1"."""
    return f"you {one.stars:g}, everybody {one.movie.mean or 0.0:.1f}"


def made(maker: LovedMaker) -> str:
    """ "5 of 12": how many of a maker's films are liked."""
    return f"{maker.liked} of {maker.films:,}"


def watched_by(movie: Movie) -> str:
    """ "12 ratings"."""
    return count(movie.n_ratings, "rating")


def sureness(portrait: TastePortrait) -> list[str]:
    """How good lists are by the version's own report, in sentences; what is not known is said to be so."""
    measured, here = portrait.measured, portrait.expected
    if not measured:
        return ["This version's report does not say how good its lists are for so many likes."]
    people = count(portrait.people, "person", "people") if portrait.people else "people"
    said = []
    if here is not None:
        expect = (
            f"{percent(here.found)} of what a list of {here.listed} can hold"
            if here.told.endswith("%")
            else f"of {here.listed} films that movierec lists, up to about {here.found * here.listed:.0f}"
        )
        likes = count(portrait.liked, "like")
        said.append(f"With {likes}, {expect} would be ones you'd watch (measured on people who told it {told(here)}).")
    elif portrait.liked:
        said.append(f"For {count(portrait.liked, 'like')} nothing was measured; for more, this was.")
    said.append(
        f"Measured on {people} whom this version did not learn from, told a part of their films: how much of a list of "
        f"{measured[0].listed} (or of what was left to find) is films that they watched; last, the same for the most "
        "watched films."
    )
    return said


def told(one: Measurement) -> str:
    """ "5 films", "80% of theirs (about 132)"."""
    return (
        f"{one.told} of theirs (about {one.about:.0f})" if one.told.endswith("%") else count(round(one.about), "film")
    )


def found(one: Measurement) -> str:
    """ "48% (42-55)": with the interval."""
    return f"{percent(one.found)} ({100 * one.low:.0f}-{100 * one.high:.0f})"


def title(movie: Movie) -> str:
    """The film's title and year."""
    return clean_text(movie.label)


def star_name(place: int) -> str:
    """ "★4½" for place 8 of the half stars from 0."""
    return glyphs.stars((place + 1) / 2)


def percent(share: float) -> str:
    """ "24%"; "<1%" for what is there, but rounds to nothing."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _kindness(given: GivenStars) -> str:
    """ "give .4 less than everybody"; empty if that is nothing."""
    gap = (given.mean or 0.0) - (given.everybody or 0.0)
    if abs(gap) < _ALIKE:
        return ""
    amount = _bare(abs(gap))
    return f"give {amount} {'star' if amount == '1.0' else 'stars'} {'more' if gap > 0 else 'less'} than everybody"


def _bare(number: float) -> str:
    """ "1.4", ".4"."""
    return f"{number:.1f}".removeprefix("0") if number < 0.95 else f"{number:.1f}"


def _names(shares: Sequence[TasteShare]) -> str:
    return listed(share.name for share in shares)


def _of_the(decades: Sequence[TasteShare]) -> str:
    return f"films of the {_names(decades)}" if decades else ""
