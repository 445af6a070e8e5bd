"""Whether an error that nobody foresaw comes from damaged files: asked before anything is called a bug.

A version is opened without comparing its files with their digests, which takes seconds for a large one. Nothing here
changes a file.
"""

from __future__ import annotations

from engine.artifact import Artifact
from engine.errors import ArtifactError, MovierecError
from engine.settings import Settings
from engine.stores.published_versions import read_published
from engine.stores.version_folders import folder_of


def find_damage(settings: Settings) -> ArtifactError | None:
    """What is wrong with the files of the current version; None if nothing is, or they cannot be compared."""
    try:
        if settings.database_url or settings.files.catalog.exists():
            published = read_published(settings)
            current = published.current()
            if current is not None:
                Artifact(folder_of(settings, published, current)).verify()
    except ArtifactError as damage:
        return damage
    except (MovierecError, OSError):
        pass
    return None
