"""The text of a config.toml that sets nothing: each setting, its meaning and its default, and each key of the app.

The defaults are read from the settings and the action table themselves; only the meanings are written down here.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import msgspec

from engine.settings import Settings, variable
from tui.actions import ACTIONS
from tui.state.preferences import Preferences

MEANINGS = {
    "profile": "Whose marks to use; by default your login name. On the command line: --profile.",
    "plain": "true: commands print one fact a line, without tables, bars and colors, for screen readers. On the command"
    " line: --plain.",
    "posters": "A folder of posters to show in the app: tt0076759.jpg, 11.jpg (the film's number at TMDB) or"
    ' "Title (Year).jpg"; also .png and .webp.',
    "tmdb_key": "Your key or access token of TMDB (https://www.themoviedb.org/settings/api): the app then fetches"
    " posters from there.",
    "poster_graphics": 'How posters are drawn: "kitty" or "sixel", as pictures by that protocol of your terminal,'
    ' "blocks", in half blocks, or "auto", by the terminal that the environment names. Within tmux and screen always in'
    " half blocks.",
    "sampler": 'What draws the random walks of a training: "torch", movierec\'s own, or "dgl", where DGL is installed'
    " (Python 3.11 and 3.12).",
    "milvus_uri": 'A Milvus server, as in "http://milvus.example:19530"; empty: Milvus Lite in this folder.',
    "milvus_token": 'The Milvus server\'s "user:password", or its API key.',
    "milvus_db": "The Milvus database; empty: the server's default.",
    "database_url": 'A MySQL or MariaDB database for the films, as in "mysql+pymysql://user:password@db.example/movierec"'
    "; empty: SQLite in this folder. In a user name or a password write % as %25, @ as %40, : as %3A, / as %2F.",
    "store_timeout": "Seconds that a server may take for an answer before it counts as down; the version's own files"
    " answer then.",
    "namespace": "The prefix of tables and collections, so that several installations can share servers.",
}
"""What each setting means, in the order of the file."""

_HEAD = """\
movierec's settings. A line counts as soon as the # in front of it is gone; what stands there now is the default.
In the environment each is called MOVIEREC_ and its name in capitals, as in {example}; that overrides this file, and an
option of the command line overrides both. `movierec config` tells each value and where it is from."""
_KEYS = """\
The keys of the app, by what they do: one key, or several with commas between them, as in "space,L". Their names are
Textual's: slash, space, enter, escape, ctrl+r, f5. All other settings belong above this line."""
_WIDTH = 118


def commented_config(profile: str) -> str:
    """The file, in which `profile` is the default profile."""
    return "\n".join(_lines(profile)) + "\n"


def _lines(profile: str) -> Iterator[str]:
    yield from _comment(_HEAD.format(example=variable("profile")))
    defaults = {field.name: field.default for kind in (Settings, Preferences) for field in msgspec.structs.fields(kind)}
    for name, meaning in MEANINGS.items():
        yield ""
        yield from _comment(meaning)
        yield f"#{name} = {_toml(profile if name == 'profile' else defaults[name])}"
    yield ""
    yield from _comment(_KEYS)
    yield "[keys]"
    for group in dict.fromkeys(action.group for action in ACTIONS):
        yield ""
        yield f"# {group}"
        for action in (action for action in ACTIONS if action.group == group):
            line = f"#{action.id} = {_toml(action.keys)}"
            told = action.help or action.name
            yield f"{line:<40}  # {told}" if told else line


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(" ".join(text.split()), _WIDTH - 2):
        yield f"# {line}"


def _toml(value: object) -> str:
    """A value as TOML writes it; texts like JSON, of which every string is one of TOML's."""
    written = value if isinstance(value, bool | int | float) else str(value).encode(errors="replace").decode()
    return msgspec.json.encode(written).decode()
