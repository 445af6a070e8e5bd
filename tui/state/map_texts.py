"""What the lines of the map say."""

from __future__ import annotations

from rich.cells import cell_len

from engine.movies import Movie, clean_text
from engine.profiles.marks import Mark
from tui.state.map_signs import LEGEND, is_liked
from tui.state.map_state import MapState
from tui.state.new_film_texts import UNRATED
from tui.state.phrases import StyledText, count
from tui.theme import glyphs

READING = f"Reading the map{glyphs.ELLIPSIS}"
NO_MAP = "This version has no map; the next training draws it: movierec train"
NO_VERSION = "There is no map yet: it is drawn when the films are trained"
NOT_READ = "The map cannot be read"
NO_LIKES = "no film that you like is on the map yet"
NO_LIST = "there is no list yet"


def header(state: MapState | None, *, wide: bool) -> tuple[StyledText, StyledText]:
    """The line above the map: its left and its right part, which says more if the line is `wide`."""
    left = [("movierec", "accent"), ("   map", "quiet")]
    if state is None:
        return left, ()
    shown, all_films = len(state.cells.films), len(state.films)
    films = count(all_films, "film") if shown == all_films else f"{shown:,} of {count(all_films, 'film')}"
    left.append((f" {glyphs.DOT} {films}", "quiet"))
    if state.window.zoom > 1:
        left.append((f" {glyphs.DOT} zoom {state.window.zoom:.1f}", "quiet"))
    newer = f"newer {glyphs.TOWARDS}"
    whole = f"near: watched by the same people {glyphs.DOT} {newer}"
    return left, [(whole if wide and state.window.zoom == 1 else newer, "quiet")]


def about_film(movie: Movie, mark: Mark | None, place: int | None) -> list[StyledText]:
    """The film under the cursor: its title; what the person said of it; its genres; how many watched it."""
    lines: list[StyledText] = [[(clean_text(movie.label), "strong")]]
    said = [*_said(mark), *([(f"number {place + 1} in your list", "accent")] if place is not None else [])]
    if said:
        lines.append([part for at, part in enumerate(said) for part in ([(", ", "quiet"), part] if at else [part])])
    if movie.genres:
        lines.append([(clean_text(", ".join(movie.genres)), "")])
    watched = UNRATED if movie.is_new else f"{count(movie.n_ratings, 'person', 'people')} watched it"
    lines.append([(watched, "quiet")])
    return lines


def in_a_line(lines: list[StyledText], width: int) -> StyledText:
    """The lines about a film as one of `width` cells: the first, and of the others those that fit whole."""
    dot = (f" {glyphs.DOT} ", "quiet")
    found: list[tuple[str, str]] = []
    for line in lines:
        longer = [*found, dot, *line] if found else [*line]
        if not found or sum(cell_len(text) for text, _ in longer) <= width:
            found = longer
    return found


def legend(state: MapState, like: str) -> StyledText:
    """What the signs mean; for a person without any, what the key `like` does."""
    if state.marks or state.listed:
        return LEGEND
    return [(like, "accent"), (" likes the film under the cursor, and marks it on the map", "quiet")]


def _said(mark: Mark | None) -> StyledText:
    if mark is None:
        return []
    said: list[tuple[str, str]] = []
    if mark.opinion == "like":
        said.append((f"{glyphs.LIKE} liked", "heart"))
    elif mark.opinion is not None:
        sign = glyphs.opinion(mark)
        said.append((f"{sign} disliked", "bad") if mark.opinion == "dislike" else (sign, _tone(mark)))
    flags = ((mark.seen, "seen"), (mark.watchlist, "on the watchlist"), (mark.hidden, "not interested"))
    return [*said, *((word, "good") for so, word in flags if so)]


def _tone(mark: Mark) -> str:
    return "accent" if is_liked(mark) else "bad"
