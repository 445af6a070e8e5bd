"""Downloading a known data set from GroupLens into the cache: complete, checked against its digest, or not at all."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from engine.datasets.fetching import RemoteFile, fetch_file
from engine.datasets.known import KnownDataset
from engine.errors import UsageError
from engine.progress import Progress

OR_QUICK = "; `--dataset ml-100k` (quick) needs only the package index"
"""Ends a remedy where GroupLens is out of reach; said to nobody who gets that set anyway."""


def download(
    known: KnownDataset, cache: Path, *, insecure: bool, progress: Progress, base_url: str | None = None
) -> tuple[Path, tuple[str, ...]]:
    """The path of `known`'s archive in `cache`, and notes. A complete archive already there is not downloaded again.

    `base_url` is another URL that serves the same archives. Raises DownloadError; UsageError if `insecure` is
    requested for a set without a pinned digest.
    """
    if insecure and known.md5 is None:
        raise UsageError(
            f"{known.name} has no pinned checksum, so only TLS can vouch for it", "leave out --insecure-download"
        )
    url = f"{base_url.rstrip('/')}/{known.name}.zip" if base_url else known.url
    path = fetch_file(
        _remote(known, url, insecure),
        cache,
        zipfile.is_zipfile,
        verify=not insecure,
        progress=progress,
    )
    return path, _changed(known, path)


def _remote(known: KnownDataset, url: str, insecure: bool) -> RemoteFile:
    again = f"try again later, or download {known.name}.zip in a browser and pass it with --source"
    certificate = f"GroupLens's certificate has expired before; {again}"
    if known.md5 and not insecure:
        certificate = (
            "GroupLens's certificate has expired before; --insecure-download downloads anyway and relies on the"
            " known checksum"
        )
    return RemoteFile(
        url=url,
        file_name=f"{known.name}.zip",
        title=known.name,
        kind="zip archive",
        again=again,
        unreachable=again + OR_QUICK,
        certificate=certificate,
        bytes=known.bytes,
        md5=known.md5,
    )


def _changed(known: KnownDataset, path: Path) -> tuple[str, ...]:
    if known.sha256 is None or file_sha256(path) == known.sha256:
        return ()
    return (f"{known.name} is not the edition that movierec knows: GroupLens has changed it, or it was tampered with",)


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
