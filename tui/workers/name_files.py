"""The names that people gave to their profiles, in one small file under home. The log knows profiles by their ids."""

from __future__ import annotations

import msgspec

from engine.atomic import write_file
from engine.file_faults import file_fault
from engine.home import HomeFiles

_FILE = "profile_names.json"


def read_names(files: HomeFiles) -> dict[str, str]:
    """The names by profile id; none if the file cannot be read."""
    try:
        return msgspec.json.decode((files.root / _FILE).read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}


def save_name(files: HomeFiles, profile: str, name: str) -> None:
    """Call that profile `name`. Raises FileFault if the file cannot be written."""
    path = files.root / _FILE
    try:
        write_file(path, msgspec.json.encode({**read_names(files), profile: name}))
    except OSError as cause:
        raise file_fault(cause, path, "cannot save the name:") from cause
