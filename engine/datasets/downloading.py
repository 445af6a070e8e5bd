"""Downloading a known data set from GroupLens into the cache: complete and checked against its digest, or not at all.

pooch does the work; this module turns its failures into readable errors and never keeps a partial file.
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
# What a killed download leaves behind: pooch's temporary files, and our temporary folders for pip.
_LEFTOVERS = ("tmp*", "pip-*")
_LEFTOVER_AGE = 24 * 3600


class _Meter:
    """A progress bar for pooch that reports bytes to our callback, at most ten times a second.

    pooch sets `total` to the announced length, or to 0 if there is none. What is reported then has the length of the
    known archive as its total, as long as no more than that has arrived.
    """

    def __init__(self, progress: Progress, name: str, expected: int) -> None:
        self.total = 0
        self._expected = expected
        self._done = 0
        self._told = 0.0
        self._progress = progress
        self._name = name

    def update(self, count: int) -> None:
        self._done += count
        if self._done >= self.total or time.monotonic() - self._told > 0.1:
            self._told = time.monotonic()
            self._tell()

    def begin(self) -> None:
        """Report the stage before anything has arrived: connecting may take a while."""
        self._tell()

    def _tell(self) -> None:
        total = self.total or max(self._expected, self._done)
        done = min(self._done, total)
        self._progress(Event(stage="download", done=done, total=total, unit="bytes", message=self._name))

    def reset(self) -> None:
        self._done = 0

    def close(self) -> None:
        """Do nothing; pooch requires the method."""


def download(
    known: KnownDataset, cache: Path, *, insecure: bool, progress: Progress, base_url: str | None = None
) -> tuple[Path, tuple[str, ...]]:
    """The path of `known`'s archive in `cache`, and notes. A complete archive already there is not downloaded again.

    `base_url` is another URL that serves the same archives. Raises DownloadError; UsageError if `insecure` is
    requested for a set without a pinned digest.
    """
    import pooch

    if insecure and known.md5 is None:
        raise UsageError(
            f"{known.name} has no pinned checksum, so only TLS can vouch for it", "leave out --insecure-download"
        )
    url = f"{base_url.rstrip('/')}/{known.name}.zip" if base_url else known.url
    logging.getLogger("pooch").setLevel(logging.ERROR)
    pooch.get_logger().setLevel(logging.ERROR)
    meter = _Meter(progress, known.name, known.bytes)
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
    except ValueError as cause:  # pooch raises this for a wrong digest
        raise DownloadError(
            f"{url} sent a file that is not {known.name}: its checksum is wrong", _later(known)
        ) from cause
    return path, _changed(known, path)


OR_QUICK = "; `--dataset ml-100k` (quick) needs only the package index"
"""Ends a remedy where GroupLens is out of reach; said to nobody who gets that set anyway."""


def _later(known: KnownDataset) -> str:
    return f"try again later, or download {known.name}.zip in a browser and pass it with --source"


def _elsewhere(known: KnownDataset) -> str:
    """The remedy where GroupLens is out of reach: the one data set that can come from somewhere else."""
    return _later(known) + OR_QUICK


def prepare_cache(cache: Path) -> None:
    """Make the folder, and remove what killed downloads left there more than a day ago."""
    cache.mkdir(parents=True, exist_ok=True)
    for pattern in _LEFTOVERS:
        for path in cache.glob(pattern):
            if path.is_file() and time.time() - path.stat().st_mtime > _LEFTOVER_AGE:
                path.unlink(missing_ok=True)


class _Whole:
    """A downloader for pooch that rejects a file shorter than announced, or one that is not a zip archive."""

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
        self._meter.begin()
        with warnings.catch_warnings():
            if self._insecure:
                warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            fetch(url, output_file, pooch_)
        size = Path(output_file).stat().st_size
        if self._meter.total and size != self._meter.total:
            raise DownloadError(
                f"the download of {url} was cut off after {size:,} of {self._meter.total:,} bytes", self._remedy
            )
        if not zipfile.is_zipfile(output_file):
            raise DownloadError(
                f"{url} did not send a complete zip archive",
                f"check for a login page or a proxy; otherwise {self._remedy}",
            )


def _explain(cause: OSError, url: str, known: KnownDataset, insecure: bool) -> DownloadError:
    import requests

    host = urlsplit(url).hostname or url
    again = _later(known)
    if isinstance(cause, requests.exceptions.SSLError):
        remedy = f"GroupLens's certificate has expired before; {again}"
        if known.md5 and not insecure:
            remedy = (
                "GroupLens's certificate has expired before; --insecure-download downloads anyway and relies on the"
                " known checksum"
            )
        return DownloadError(f"the TLS certificate of {host} is not valid, so nothing was downloaded", remedy)
    if isinstance(cause, requests.exceptions.HTTPError) and cause.response is not None:
        return DownloadError(f"{url} answered {cause.response.status_code}", again)
    text = str(cause).lower()
    if isinstance(cause, requests.exceptions.Timeout) or "timed out" in text:
        limit = CONNECT_TIMEOUT if isinstance(cause, requests.exceptions.ConnectTimeout) else READ_TIMEOUT
        return DownloadError(f"{host} did not answer in {limit:g} seconds", _elsewhere(known))
    if isinstance(cause, requests.exceptions.ChunkedEncodingError) or "incompleteread" in text:
        return DownloadError(f"the download of {url} was cut off", again)
    if isinstance(cause, requests.exceptions.RequestException):
        return DownloadError(f"{host} cannot be reached", _elsewhere(known))
    return DownloadError(
        f"{known.name} cannot be written to the cache: {cause.strerror or cause}", "check that the disk is not full"
    )


def _changed(known: KnownDataset, path: Path) -> tuple[str, ...]:
    if known.sha256 is None or file_sha256(path) == known.sha256:
        return ()
    return (f"{known.name} is not the edition that movierec knows: GroupLens has changed it, or it was tampered with",)


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
