"""The files that a person names for an import, opened safely: a file, a folder, a zip, as parts with their bytes.

Nothing is unpacked to disk. What is too large to be anybody's marks, encrypted, damaged or no text is refused by name
before it is decoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Part:
    """One file: its path inside what was named (a wrapping folder left out), its name for people, and its bytes."""

    path: PurePosixPath
    label: str
    data: bytes
