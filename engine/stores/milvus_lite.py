"""Milvus Lite: one database directory, served to this process alone.

By default Milvus Lite listens on a TCP port of 127.0.0.1 without a password, open to every account on the machine.
Here it listens on a Unix socket (0600) in its own folder (0700).
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from engine.errors import StoreError
from engine.stores.interfaces import StoreInUse
from engine.stores.milvus import MilvusVectors
from engine.stores.milvus_calls import explain
from engine.stores.written_once_search import forget_rows, search_faster

# Import after .milvus_calls, which silences the logging of these packages.
import grpc  # isort: skip
from milvus_lite.adapter.grpc.server import start_server_in_thread  # isort: skip
from milvus_lite.exceptions import DataDirLockedError  # isort: skip
from pymilvus import MilvusClient  # isort: skip
from pymilvus.exceptions import MilvusException  # isort: skip

_PREFIX = "movierec-milvus-"
_STARTING = 60.0
"""Seconds within which a process that made a folder listens on the socket in it."""
_PLAIN = re.compile(r"/[A-Za-z0-9._/-]*\Z")
"""A path that means the same in gRPC's addresses, which decode % and take ? and # for more than characters."""
_LONGEST = 100
"""The longest path of a Unix socket, in bytes: Linux allows 107, macOS 103."""


def open_lite(path: Path, *, namespace: str, timeout: float) -> MilvusVectors:
    """Open (or create) the database directory `path`.

    Raises StoreInUse if a process, even this one, already has it open, StoreError if it cannot be opened.
    """
    search_faster()
    folder = _socket_folder()
    stack = ExitStack()
    try:
        server, database, _ = start_server_in_thread(_in_utf8(path, stack), host="unix", port=str(folder / "s"))
    except DataDirLockedError as cause:
        stack.close()
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreInUse(f"{path} is open in another movierec", "close it, or continue without Milvus") from cause
    except Exception as cause:  # what it reads of a damaged folder goes to pyarrow, json and struct
        stack.close()
        shutil.rmtree(folder, ignore_errors=True)
        why = " ".join(str(cause).split())[:200] or type(cause).__name__
        raise StoreError(f"{path} cannot be opened: {why}", "train again with `movierec train`") from cause
    release = _Release(server, database, folder, stack)
    try:
        (folder / "s").chmod(0o600)
        client = MilvusClient(f"unix:{folder / 's'}", timeout=min(timeout, 5.0), dedicated=True)
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ValueError, RuntimeError, OSError) as cause:
        release()
        raise StoreError(*explain(str(path), cause)) from cause
    return MilvusVectors(
        client,
        kind="milvus-lite",
        where=str(path),
        namespace=namespace,
        index=None,  # it searches the rows as they are; FLAT would be a second copy of them, on disk and in memory
        timeout=timeout,
        release=release,
    )


class _Release:
    """Stops the server and releases the database lock, once: on close or, failing that, at process exit."""

    def __init__(self, server: Any, database: Any, folder: Path, stack: ExitStack) -> None:
        self._held: tuple[Any, Any] | None = (server, database)
        self._stack = stack
        self._folder = folder
        atexit.register(self)

    def __call__(self) -> None:
        atexit.unregister(self)
        held, self._held = self._held, None
        if held is not None:
            server, database = held
            server.stop(grace=1).wait(2)
            database.close()
            forget_rows()
            self._stack.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _in_utf8(path: Path, stack: ExitStack) -> str:
    """The path of a database directory as pyarrow takes it, which knows only UTF-8: one that is not is reached through
    its parent, open until `stack` is closed."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        parent = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        stack.callback(os.close, parent)
        return f"/proc/self/fd/{parent}/{path.name}"
    return str(path)


def _socket_folder() -> Path:
    """A new folder (0700) whose path is short and plain enough for a socket in it."""
    for parent in _parents():
        if _PLAIN.match(parent) and len(f"{parent}/{_PREFIX}12345678/s") <= _LONGEST:
            try:
                _sweep(Path(parent))
                return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            except OSError:
                continue
    raise StoreError(
        "found no folder for Milvus Lite's socket", "set TMPDIR to a folder with a short, plain path that you can write"
    )


def _parents() -> Iterator[str]:
    with suppress(OSError):  # no folder for temporary files can be written
        yield tempfile.gettempdir()
    yield from ("/tmp", "/var/tmp", os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")


def _sweep(parent: Path) -> None:
    """Remove sockets left behind by killed processes of this account, on which nothing listens any more.

    Nothing listens yet on one that another process is just making, either.
    """
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < _STARTING:
                continue
            probe = socket.socket(socket.AF_UNIX)
            with probe:
                probe.settimeout(0.2)
                probe.connect(str(folder / "s"))
        except ConnectionRefusedError:
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
