"""Fetching a known set from GroupLens into the cache: whole, checked against its digest, or not at all.

pooch does the work; this module says what may go wrong in words, and never keeps a part of a file.
"""

from __future__ import annotations

import hashlib
import logging
import time
import warnings
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine.datasets.known import KnownDataset
from engine.errors import DownloadError, UsageError
from engine.progress import Event, Progress

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0
# What a killed download leaves behind: pooch's own temporary files, and ours for pip.
_LEFTOVERS = ("tmp*", "pip-*")
_LEFTOVER_AGE = 24 * 3600


class _Meter:
    """What pooch takes for a progress bar; tells bytes to our callback, not more often than ten times a second."""

    def __init__(self, progress: Progress, name: str) -> None:
        self.total = 0
        self._done = 0
        self._told = 0.0
        self._progress = progress
        self._name = name

    def update(self, count: int) -> None:
        self._done += count
        if self._done >= self.total or time.monotonic() - self._told > 0.1:
            self._told = time.monotonic()
            done = min(self._done, self.total) if self.total else self._done
            self._progress(Event(stage="download", done=done, total=self.total, unit="bytes", message=self._name))

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        """Nothing is held open."""


def download(
    known: KnownDataset, cache: Path, *, insecure: bool, progress: Progress, base_url: str | None = None
) -> tuple[Path, tuple[str, ...]]:
    """The archive of `known` in `cache`, and notes. What is there whole already is not fetched again.

    `base_url` names another folder that serves the same archives. Raises DownloadError; UsageError where `insecure`
    is asked for a set without a pinned digest.
    """
    import pooch

    if insecure and known.md5 is None:
        raise UsageError(
            f"{known.name} changes at its source, so nothing but TLS vouches for it", "leave --insecure-download out"
        )
    url = f"{base_url.rstrip('/')}/{known.name}.zip" if base_url else known.url
    logging.getLogger("pooch").setLevel(logging.ERROR)
    pooch.get_logger().setLevel(logging.ERROR)
    meter = _Meter(progress, known.name)
    try:
        prepare_cache(cache)
        path = Path(
            pooch.retrieve(
                url,
                known_hash=f"md5:{known.md5}" if known.md5 else None,
                fname=f"{known.name}.zip",
                path=cache,
                downloader=_Whole(meter, insecure, _later(known)),
            )
        )
    except OSError as cause:  # requests' errors are OSErrors too
        raise _explain(cause, url, known, insecure) from cause
    except ValueError as cause:  # pooch's word for a wrong digest
        raise DownloadError(
            f"{url} sent a file that is not {known.name}: its checksum is wrong", _later(known)
        ) from cause
    return path, _changed(known, path)


def _later(known: KnownDataset) -> str:
    return f"try again later, or fetch {known.name}.zip with a browser and give it with --source"


def prepare_cache(cache: Path) -> None:
    """Make the folder, and sweep what killed downloads of another day left there."""
    cache.mkdir(parents=True, exist_ok=True)
    for pattern in _LEFTOVERS:
        for path in cache.glob(pattern):
            if path.is_file() and time.time() - path.stat().st_mtime > _LEFTOVER_AGE:
                path.unlink(missing_ok=True)


class _Whole:
    """A downloader for pooch that refuses a file shorter than announced, and one that is no zip archive."""

    def __init__(self, meter: _Meter, insecure: bool, remedy: str) -> None:
        self._meter = meter
        self._insecure = insecure
        self._remedy = remedy

    def __call__(self, url: str, output_file: str, pooch_: Any) -> None:
        import pooch
        import urllib3

        fetch = pooch.HTTPDownloader(
            progressbar=self._meter,
            chunk_size=1 << 16,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            verify=not self._insecure,
            headers={"Accept-Encoding": "identity", "User-Agent": "movierec"},
        )
        with warnings.catch_warnings():
            if self._insecure:
                warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            fetch(url, output_file, pooch_)
        size = Path(output_file).stat().st_size
        if self._meter.total and size != self._meter.total:
            raise DownloadError(f"{url} was cut off after {size:,} of {self._meter.total:,} bytes", self._remedy)
        if not zipfile.is_zipfile(output_file):
            raise DownloadError(
                f"{url} sent something else than a whole zip archive",
                f"is there a log-in page or a proxy? Else {self._remedy}",
            )


def _explain(cause: OSError, url: str, known: KnownDataset, insecure: bool) -> DownloadError:
    import requests

    host = urlsplit(url).hostname or url
    again = _later(known)
    if isinstance(cause, requests.exceptions.SSLError):
        remedy = f"GroupLens's certificate has lapsed before; {again}"
        if known.md5 and not insecure:
            remedy = (
                "GroupLens's certificate has lapsed before; --insecure-download fetches it all the same and relies on"
                " the known checksum"
            )
        return DownloadError(f"the TLS certificate of {host} is not valid, so nothing was fetched", remedy)
    if isinstance(cause, requests.exceptions.HTTPError) and cause.response is not None:
        return DownloadError(f"{url} answered {cause.response.status_code}", again)
    text = str(cause).lower()
    if isinstance(cause, requests.exceptions.Timeout) or "timed out" in text:
        limit = CONNECT_TIMEOUT if isinstance(cause, requests.exceptions.ConnectTimeout) else READ_TIMEOUT
        return DownloadError(f"{host} did not answer in {limit:g} seconds", again)
    if isinstance(cause, requests.exceptions.ChunkedEncodingError) or "incompleteread" in text:
        return DownloadError(f"{url} was cut off on the way", again)
    if isinstance(cause, requests.exceptions.RequestException):
        return DownloadError(f"{host} cannot be reached", again)
    return DownloadError(f"{known.name} cannot be put into the cache: {cause.strerror or cause}", "is the disk full?")


def _changed(known: KnownDataset, path: Path) -> tuple[str, ...]:
    if known.sha256 is None or file_sha256(path) == known.sha256:
        return ()
    return (
        f"{known.name} is not the state of it that movierec knows: GroupLens has changed it, or it was tampered with",
    )


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
