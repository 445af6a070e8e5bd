"""The texts of the main screen's lines in each state, all in one place."""

from __future__ import annotations

from collections.abc import Sequence

from engine.profiles.marks import Mark
from tui import actions
from tui.state.active_filters import ActiveFilter, active_filters
from tui.state.fact_texts import LEARNED, NO_LENGTHS
from tui.state.film_rows import Row, changed
from tui.state.key_hints import acts, hint
from tui.state.main_state import MainState
from tui.state.navigation import SUGGESTING, Page
from tui.state.new_film_texts import beyond_share
from tui.state.notices import Notice
from tui.state.paged_state import MIN_OPINIONS, Focus
from tui.state.phrases import StyledText, count, listed
from tui.state.wish_filters import beside
from tui.state.wish_filters import words as words_of
from tui.theme import glyphs

_HEADINGS = {"films": "MY FILMS", "watchlist": "WATCHLIST", "seen": "SEEN", "hidden": "NOT INTERESTED"}
_VIEWS = {"pick": "popular", "for_you": "for you", **{kind: name.lower() for kind, name in _HEADINGS.items()}}
_EMPTY = {
    "films": (
        "Films you like or rate appear here",
        "{search} finds a film, {search_like} likes it, {import_marks} brings your ratings",
    ),
    "watchlist": ("Your watchlist is empty", "{watchlist} in any list puts a film here"),
    "seen": ("Nothing marked as seen", "{seen} in any list puts a film here, {famous} lists famous ones"),
    "hidden": ("Nothing is hidden", "{hide} in any list puts a film here"),
    "pick": ("There are no films here", "{data} shows other data sets"),
    "hits": ("No title is close to that", "try fewer letters, or part of the title"),
    "similar": ("No similar films", "{back} goes back"),
    "together": ("No film is left that suits all of you", "{filters} changes the filters, {back} goes back"),
    "wish": ("No film left is so", "{back} goes back"),
    "famous": ("You have marked every film here", "{back} goes back"),
}
_ORDERS = {
    "year": "newest first",
    "rating": "best rated first",
    "watchers": "most watched first",
    "title": "from A to Z",
}
_FILTERED = ("for_you", "similar", "wish", "together")
"""The pages that obey the filters."""
_QUOTED = 24
"""The characters of a search text that are repeated in a message."""


def heading(state: MainState, *, narrow: bool = False) -> tuple[StyledText, StyledText]:
    """The line above the list."""
    left, right = _heading(state, narrow)
    if state.page.kind == "hits" and state.pasted:
        right = [(f"{len(state.pasted):,} more pasted ", "quiet"), *_key_and_label(state, "search_next", "next")]
    order = state.ranked.order
    if order != "match" and state.page.kind != "hits" and left:
        known = order != "rating" or state.has_ratings
        said = (_ORDERS[order], "accent") if known else ("there are no ratings to sort by", "warn")
        left = [left[0], (f"   {said[0]}", said[1]), *left[1:]]
    return left, right


def _heading(state: MainState, narrow: bool) -> tuple[StyledText, StyledText]:
    page, shown = state.page, state.ranked
    if page.kind == "hits":
        return _hits(state)
    if page.kind == "similar" and page.movie is not None:
        return [(f"MORE LIKE {page.movie.label}", "strong")], _key_and_label(state, "back", "back")
    if page.kind == "together":
        names = ", ".join(person.name for person in page.people)
        return [(f"FOR {names}", "strong"), ("   nobody has seen these", "quiet")], _key_and_label(
            state, "back", "back"
        )
    if page.wished is not None:
        named = words_of(page.wished, "MORE LIKE ") if page.movie else f"FOR YOU: {words_of(page.wished, '')}"
        return [(named, "strong")], _key_and_label(state, "back", "back")
    if page.kind == "pick":
        return _pick(state, narrow)
    if page.kind == "famous":
        return _famous(state, narrow)
    if page.kind != "for_you":
        number = sum(not row.kept for row in state.rows())
        left = [(_HEADINGS[page.kind], "strong"), (f"   {count(number, 'film')}" if number else "", "quiet")]
        return left, _key_and_label(state, "view", _VIEWS[state.next_view()])
    if shown.from_last_time:
        return [("FOR YOU", "strong"), ("   from last time", "quiet")], []
    if not shown.ranked_once:
        return [], []
    opinions = state.opinions
    if not opinions:
        return [("POPULAR", "strong"), ("   like a few films to make this list yours", "quiet")], []
    because = f"   because of {count(opinions, 'film')}"
    if opinions < MIN_OPINIONS:
        because += f" {glyphs.DOT} {MIN_OPINIONS - opinions} more to make it yours"
    elif tastes := len({row.taste for row in shown.rows} - {None}):
        because += f" {glyphs.DOT} {count(tastes, 'taste')} in turn"
    if state.filters.hide_seen and (seen := state.marked.left_out):
        because += f" {glyphs.DOT} {seen:,} seen left out"
    because += _unrated(shown.rows)
    if shown.held is not None:
        changes = count(changed(shown.held), "change")
        right: StyledText = [(changes, "accent")]
        if acts(state, "apply"):
            right = [*right, (f" {glyphs.DOT} ", "quiet"), (_key(state, "apply"), "accent")]
    else:
        moved = changed(shown.rows)
        right = [(f"{moved} of {len(shown.rows)} moved", "quiet")] if moved else []
    return [("FOR YOU", "strong"), (because, "quiet")], right


def _unrated(rows: Sequence[Row]) -> str:
    """That a list is made of new films beyond their share."""
    new = beyond_share([row.recommendation for row in rows if row.recommendation is not None])
    return f" {glyphs.DOT} {count(new, 'film')} unrated here: few others are left" if new else ""


def _pick(state: MainState, narrow: bool) -> tuple[StyledText, StyledText]:
    """The heading above the films to pick from."""
    left: list[tuple[str, str]] = [("POPULAR", "strong")]
    if state.opinions >= MIN_OPINIONS:
        left.append(("   your list appears once set-up is done", "quiet"))
    else:
        asked = "like five films" if narrow else "like five films for a list of your own"
        left.append((f"   {asked}: {state.opinions} of {MIN_OPINIONS}", "quiet"))
    if state.ranked.held is not None:
        return left, [("your list ", "good"), (_key(state, "apply") if acts(state, "apply") else "is ready", "accent")]
    return left, _key_and_label(state, "view", "your list") if state.opinions and state.engine.ranks else []


def _famous(state: MainState, narrow: bool) -> tuple[StyledText, StyledText]:
    """The heading above the famous films."""
    ticked = sum(1 for row in state.page.rows if (mark := state.mark_of(row)) is not None and mark.seen)
    how = _with_keys(state, "{seen} marks one and goes on")
    words = f"{ticked:,} ticked off" if ticked else "which have you seen?"
    if how and not narrow:
        words = f"{words} {glyphs.DOT} {how}" if ticked else f"{words} {how}"
    return [("FAMOUS FILMS", "strong"), (f"   {words}", "quiet")], _key_and_label(state, "back", "back")


def near_heading(state: MainState, after: Focus) -> tuple[StyledText, StyledText]:
    """The line above the films like the one whose details are shown, which are the next pane `after` another; nothing
    while there are none."""
    if not state.near.rows:
        return [], []
    left: StyledText = [("MORE LIKE THIS", "strong")]
    if state.focus == "near":
        return left, _key_and_label(state, "back", "to the list")
    return left, _key_and_label(state, "pane", "goes there") if state.focus == after else []


def marked(state: MainState, mark: Mark) -> str:
    """What to say of a mark beside its name, with action ids for keys: where a film that leaves the list is found."""
    if mark.hidden and state.page.kind in SUGGESTING:
        return "it is in no list from now on; {hide} again takes that back"
    if mark.seen and mark.opinion is None and state.filters.hide_seen and state.page.kind in _FILTERED:
        return "seen films leave the list; {show_seen} shows them"
    return ""


def filters_in_force(state: MainState) -> StyledText:
    """The active filters, if the current page obeys them."""
    page = state.page
    if page.kind not in _FILTERED:
        return []
    active = beside(page.wished.wish, state.filters) if page.wished is not None else active_filters(state.filters)
    said = [_in_force(one) for one in active if _obeys(page, one)]
    found: list[tuple[str, str]] = []
    for words in said:
        found += [(f" {glyphs.DOT} " if found else "", "quiet"), (words, "accent")]
    return [("filters   ", "quiet"), *found] if found else []


def _obeys(page: Page, one: ActiveFilter) -> bool:
    """Whether the page obeys the filter; what somebody has seen is never in a list for several people."""
    return one.of_all if page.movie is not None else page.kind != "together" or one.id != "seen"


def _in_force(one: ActiveFilter) -> str:
    return f"{one.words}: not in order of fit" if one.id == "variety" else one.words


def clearing_filters(state: MainState) -> StyledText:
    """How to clear the active filters."""
    return _key_and_label(state, "clear_filters", "clears")


def _hits(state: MainState) -> tuple[StyledText, StyledText]:
    page = state.page
    if page.waiting:
        return [("SEARCH", "strong"), (f"   loading titles{glyphs.ELLIPSIS}", "quiet")], []
    if page.notice:
        return [("SEARCH", "strong"), (f"   {page.notice}", "warn")], []
    if page.miss:
        newest = state.engine.titles.newest_year if state.engine.titles else None
        reach = [(f"films up to {newest}", "quiet")] if newest else []
        return [(nothing_called(page.text), "warn"), ("; nearest:" if page.rows else "", "quiet")], reach
    films = sum(row.wished is None for row in page.rows)
    return [("SEARCH", "strong"), (f"   {count(films, 'film') if films else 'no film is called so'}", "quiet")], []


def nothing_called(text: str) -> str:
    """A search text can be long: enough of it to recognize it is shown."""
    short = " ".join(text.split())
    return f"nothing called “{short if len(short) <= _QUOTED else short[: _QUOTED - 1] + glyphs.ELLIPSIS}”"


def not_a_hit(state: MainState) -> Notice:
    """What to say if a key is meant for a hit, but there are only guesses and none of them was chosen."""
    if not state.page.rows:
        return Notice(state.page.notice or nothing_called(state.page.text), about="search")
    down = "search_down" if state.focus == "search" else "down"
    tip = f": {{{down}}} goes to the nearest titles"
    return Notice(nothing_called(state.page.text), hint=tip, about="search")


def empty(state: MainState) -> tuple[str, str]:
    """The message and the hint to show in an empty list."""
    page, engine = state.page, state.engine
    if page.waiting:
        name = f"Looking for films like {page.movie.title}" if page.movie else "Looking for films"
        if page.people:
            name = f"Looking for films for {listed(person.name for person in page.people)}"
        name = name if page.kind != "hits" else "Loading titles"
        return f"{name}{glyphs.ELLIPSIS}", ""
    if page.kind == "similar" and any(one.cuts for one in active_filters(state.filters)):
        return "No similar film passes the filters", _with_keys(state, "{clear_filters} clears them, {back} goes back")
    if page.notice:
        return "", ""  # the heading says why
    if page.kind != "for_you":
        message, tip = _EMPTY[page.kind]
        return message, _with_keys(state, tip)
    if engine.failure is not None:
        return engine.failure
    if engine.opening or not state.ranked.ranked_once:
        return f"Loading films{glyphs.ELLIPSIS}", ""
    tightest = state.ranked.tightest
    if tightest is None and state.filters.popularity < 1:
        tip = "{filters} can raise popularity, {clear_filters} clears all filters"
        return "Only well-known films are left", _with_keys(state, tip)
    if tightest is None:
        return "Nothing is left to recommend", "you have rated or hidden every film"
    drop = _with_keys(state, "{drop_filter} drops it, {clear_filters} clears all")
    if tightest.filter.id == "length" and not engine.knows_lengths:
        return f"No films match: {NO_LENGTHS}", f"{LEARNED}; {drop}" if drop else LEARNED
    name, left = f"“{tightest.filter.words}”", tightest.left
    if not left:
        return f"No films match: {name} rules out {count(tightest.ruled_out, 'film')}", drop
    there = "there is" if left == 1 else "there are"
    return f"No films match: {name} rules out the most", f"without it {there} {count(left, 'film')}: {drop}"


def _key(state: MainState, id: str) -> str:
    return actions.key_of(id, state.key_map)


def _with_keys(state: MainState, words: str) -> str:
    """The hint, or nothing where its key does not act."""
    return hint(state, words)


def _key_and_label(state: MainState, id: str, label: str) -> StyledText:
    """ "esc back": the key of the action with that id, and what it does; nothing where the key does not act."""
    if not acts(state, id):
        return []
    return [(f"{_key(state, id)} ", "accent"), (label, "quiet")]


def with_remedy(message: str, remedy: str | None) -> str:
    """A failure and its remedy on one line; the message alone if there is no remedy."""
    return f"{message} {glyphs.DOT} {remedy}" if remedy else message
