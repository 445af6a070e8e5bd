"""What a shell offers for the values of arguments and options: films, genres, profiles, versions, data sets.

It is read from the home folder alone, without asking a server, and must be quick. Whatever goes wrong, nothing is
offered, and nothing is said: this runs in the middle of somebody's prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from engine.artifact import Artifact
    from engine.settings import Settings


def movie_titles(context: typer.Context, incomplete: str) -> list[str]:
    """Titles that begin so, most watched first; of the films of a first set-up while it runs."""

    def find(here: Settings) -> Iterable[str]:
        from engine.titles.index import TitleIndex
        from engine.titles.index_files import open_titles
        from engine.titles.title_completion import complete_title

        artifact = _version(here)
        titles = open_titles(here.files.titles)[0] if artifact is None else TitleIndex(artifact)
        return (title for title in complete_title(titles, incomplete) if not title.startswith("-"))

    return _offered(context, find)


def genres(context: typer.Context, incomplete: str) -> list[str]:
    """The genres of the current version."""

    def find(here: Settings) -> Iterable[str]:
        from engine.film_columns import FilmColumns

        artifact = _version(here)
        return () if artifact is None else _beginning(FilmColumns.of_version(artifact).genres, incomplete)

    return _offered(context, find)


def profiles(context: typer.Context, incomplete: str) -> list[str]:
    """The profiles that ever marked something."""

    def find(here: Settings) -> Iterable[str]:
        from engine.profiles.marks import MarkLog

        with closing(MarkLog(here.files.marks)) as log:
            return log.profiles()

    return _offered(context, find)


def versions(context: typer.Context, incomplete: str) -> list[str]:
    """The versions in this home, newest first."""

    def find(here: Settings) -> Iterable[str]:
        from engine.serving.version_loader import whole_versions

        return whole_versions(here.files.versions)

    return _offered(context, find)


def datasets(context: typer.Context, incomplete: str) -> list[str]:
    """The known data sets."""

    def find(here: Settings) -> Iterable[str]:
        from engine.datasets.known import known_datasets

        return [known.name for known in known_datasets()]

    return _offered(context, find)


def _offered(context: typer.Context, find: Callable[[Settings], Iterable[str]]) -> list[str]:
    from engine.settings import load_settings

    try:
        return list(find(load_settings(home=_home(context))))
    except Exception:  # noqa: BLE001 - no home, a damaged version, no permission: there is nothing to offer
        return []


def _home(context: Any) -> Path | None:
    """--home as it was given, behind the command or before it."""
    while context is not None:
        if context.params.get("home") is not None:
            return Path(context.params["home"])
        context = context.parent
    return None


def _version(here: Settings) -> Artifact | None:
    """The current version, without asking a server; else the newest one in this home, None if there is none."""
    from engine.artifact import Artifact
    from engine.serving.version_loader import whole_versions
    from engine.stores.current_version import find_current_folder

    folder = find_current_folder(here)
    if folder is None:
        folder = next((here.files.version(name) for name in whole_versions(here.files.versions)), None)
    return None if folder is None else Artifact(folder)


def _beginning(words: Iterable[str], typed: str) -> list[str]:
    """The words that begin so, case aside, with what was typed as it was typed."""
    return [typed + word[len(typed) :] for word in words if word.casefold().startswith(typed.casefold())]
