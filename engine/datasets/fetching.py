"""Fetching one file over HTTP into a folder: complete, or not at all.

pooch does the work; this module keeps no partial file, reports progress, and turns failures into readable errors. What
to do about them depends on the file, so the caller gives the remedies.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from engine.errors import DownloadError
from engine.progress import Event, Progress

CONNECT_TIMEOUT = 5.0
READ_TIMEOUT = 10.0
# What a killed download leaves behind: pooch's temporary files, and our temporary folders for pip.
_LEFTOVERS = ("tmp*", "pip-*")
_LEFTOVER_AGE = 24 * 3600


class RemoteFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file at `url`, kept as `file_name`, and what to say if it cannot be had.

    `title` names it to people. `bytes` is its usual size, told as the total until the server announces one; `md5` is
    its digest, if there is one to check. `kind` is what it is ("zip archive"), and `again`, `unreachable` and
    `certificate` are the remedies after a bad answer, without an answer, and for a certificate that is not valid.
    """

    url: str
    file_name: str
    title: str
    kind: str
    again: str
    unreachable: str
    certificate: str
    bytes: int = 0
    md5: str | None = None


def fetch_file(
    remote: RemoteFile, folder: Path, is_whole: Callable[[Path], bool], *, verify: bool = True, progress: Progress
) -> Path:
    """The path of the file in `folder`; one already there is not fetched again, unless its digest is wrong.

    `is_whole` tells whether what has arrived is a complete file of its kind. Without `verify`, the certificate does not
    count. Raises DownloadError.
    """
    import pooch

    logging.getLogger("pooch").setLevel(logging.ERROR)
    pooch.get_logger().setLevel(logging.ERROR)
    try:
        prepare_cache(folder)
        return Path(
            pooch.retrieve(
                remote.url,
                known_hash=f"md5:{remote.md5}" if remote.md5 else None,
                fname=remote.file_name,
                path=folder,
                downloader=_Whole(remote, is_whole, _Meter(progress, remote.title, remote.bytes), verify),
            )
        )
    except OSError as cause:  # requests' errors are OSErrors too
        raise _explain(cause, remote) from cause
    except ValueError as cause:  # pooch raises this for a wrong digest
        raise DownloadError(
            f"{remote.url} sent a file that is not {remote.title}: its checksum is wrong", remote.again
        ) from cause


def prepare_cache(cache: Path) -> None:
    """Make the folder, and remove what killed downloads left there more than a day ago."""
    cache.mkdir(parents=True, exist_ok=True)
    for pattern in _LEFTOVERS:
        for path in cache.glob(pattern):
            if path.is_file() and time.time() - path.stat().st_mtime > _LEFTOVER_AGE:
                path.unlink(missing_ok=True)


class _Meter:
    """A progress bar for pooch that reports bytes to our callback, at most ten times a second.

    pooch sets `total` to the announced length, or to 0 if there is none. What is reported then has the usual length of
    the file as its total, as long as no more than that has arrived.
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


class _Whole:
    """A downloader for pooch that rejects a file shorter than announced, or one that is not of its kind."""

    def __init__(self, remote: RemoteFile, is_whole: Callable[[Path], bool], meter: _Meter, verify: bool) -> None:
        self._remote = remote
        self._is_whole = is_whole
        self._meter = meter
        self._verify = verify

    def __call__(self, url: str, output_file: str, pooch_: Any) -> None:
        import pooch
        import urllib3

        fetch = pooch.HTTPDownloader(
            progressbar=self._meter,
            chunk_size=1 << 16,
            timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
            verify=self._verify,
            headers={"Accept-Encoding": "identity", "User-Agent": "movierec"},
        )
        self._meter.begin()
        with warnings.catch_warnings():
            if not self._verify:
                warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            fetch(url, output_file, pooch_)
        size = Path(output_file).stat().st_size
        if self._meter.total and size != self._meter.total:
            raise DownloadError(
                f"the download of {url} was cut off after {size:,} of {self._meter.total:,} bytes", self._remote.again
            )
        if not self._is_whole(Path(output_file)):
            raise DownloadError(
                f"{url} did not send a complete {self._remote.kind}",
                f"check for a login page or a proxy; otherwise {self._remote.again}",
            )


def _explain(cause: OSError, remote: RemoteFile) -> DownloadError:
    import requests

    host = urlsplit(remote.url).hostname or remote.url
    if isinstance(cause, requests.exceptions.SSLError):
        return DownloadError(
            f"the TLS certificate of {host} is not valid, so nothing was downloaded", remote.certificate
        )
    if isinstance(cause, requests.exceptions.HTTPError) and cause.response is not None:
        return DownloadError(f"{remote.url} answered {cause.response.status_code}", remote.again)
    text = str(cause).lower()
    if isinstance(cause, requests.exceptions.Timeout) or "timed out" in text:
        limit = CONNECT_TIMEOUT if isinstance(cause, requests.exceptions.ConnectTimeout) else READ_TIMEOUT
        return DownloadError(f"{host} did not answer in {limit:g} seconds", remote.unreachable)
    if isinstance(cause, requests.exceptions.ChunkedEncodingError) or "incompleteread" in text:
        return DownloadError(f"the download of {remote.url} was cut off", remote.again)
    if isinstance(cause, requests.exceptions.RequestException):
        return DownloadError(f"{host} cannot be reached", remote.unreachable)
    return DownloadError(
        f"{remote.title} cannot be written to the cache: {cause.strerror or cause}", "check that the disk is not full"
    )
