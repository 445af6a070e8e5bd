"""The tokens with which visitors sign in, one for each profile, kept under home in a file of the owner's (0600).

They are kept as they are and not as digests, so that every start can print the same links: who can read the file can
read the marks beside it too. Nothing here serves or checks anything.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec

from engine.atomic import write_file
from engine.errors import MovierecError
from engine.file_faults import file_fault
from engine.home import HomeFiles
from engine.secret import Secret

_BYTES = 24
"""192 random bits: too many to be guessed, and a link still fits on one line."""


def visitor_tokens(files: HomeFiles, profiles: Sequence[str], *, renew: bool = False) -> dict[str, Secret]:
    """The token of each of `profiles`; those that have none yet, or with `renew` all of them, get a new one.

    Raises MovierecError if the file is damaged, FileFault if it can be neither read nor written.
    """
    path = files.visitor_tokens
    try:
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            kept = {}
        except (msgspec.DecodeError, UnicodeDecodeError) as cause:
            raise MovierecError(
                f"the tokens in {path} cannot be read", "delete the file: new tokens are made, old links end"
            ) from cause
        missing = [profile for profile in profiles if renew or not kept.get(profile)]
        if missing:
            kept |= {profile: secrets.token_urlsafe(_BYTES) for profile in missing}
            write_file(path, msgspec.json.format(msgspec.json.encode(kept)))
    except OSError as cause:
        raise file_fault(cause, path) from cause
    return {profile: Secret(kept[profile]) for profile in profiles}
