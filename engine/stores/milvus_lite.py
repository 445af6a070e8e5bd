"""Milvus Lite: one database directory, served to this process alone.

By itself Milvus Lite listens on a TCP port of 127.0.0.1 without a password, open to every account of the machine.
Here it listens on a unix socket, 0600 in a folder of its own with 0700.
"""

from __future__ import annotations

import atexit
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from engine.errors import StoreError
from engine.stores.interfaces import StoreInUse
from engine.stores.milvus import MilvusVectors, explain

# After .milvus, which silences what these two log.
import grpc  # isort: skip
from milvus_lite.adapter.grpc.server import start_server_in_thread  # isort: skip
from milvus_lite.exceptions import DataDirLockedError, MilvusLiteError  # isort: skip
from pymilvus import MilvusClient  # isort: skip
from pymilvus.exceptions import MilvusException  # isort: skip

_PREFIX = "movierec-milvus-"
_LONGEST = 100
"""Bytes of a unix socket's path: the kernel takes 107, macOS 103."""


def open_lite(path: Path, *, namespace: str, timeout: float) -> MilvusVectors:
    """Open (or make) the database directory `path`.

    Raises StoreInUse where somebody has it open (also this process), StoreError where it cannot be opened.
    """
    folder = _socket_folder()
    try:
        server, database, _ = start_server_in_thread(str(path), host="unix", port=str(folder / "s"))
    except DataDirLockedError as cause:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreInUse(f"{path} is open in another movierec", "close that one, or go on without it") from cause
    except (MilvusLiteError, OSError, ValueError, RuntimeError, KeyError) as cause:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError(f"{path} cannot be opened: {cause}", "train again with `movierec train`") from cause
    release = _Release(server, database, folder)
    try:
        (folder / "s").chmod(0o600)
        client = MilvusClient(f"unix:{folder / 's'}", timeout=min(timeout, 5.0), dedicated=True)
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ValueError, RuntimeError, OSError) as cause:
        release()
        raise StoreError(*explain(str(path), cause)) from cause
    return MilvusVectors(
        client, kind="milvus-lite", where=str(path), namespace=namespace, timeout=timeout, release=release
    )


class _Release:
    """Stops the server and frees the database's lock, once: on closing, else when the process ends."""

    def __init__(self, server: Any, database: Any, folder: Path) -> None:
        self._held: tuple[Any, Any] | None = (server, database)
        self._folder = folder
        atexit.register(self)

    def __call__(self) -> None:
        atexit.unregister(self)
        held, self._held = self._held, None
        if held is not None:
            server, database = held
            server.stop(grace=1).wait(2)
            database.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def _socket_folder() -> Path:
    """A new folder, 0700, with a path short enough for a socket in it."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):
        if len(f"{parent}/{_PREFIX}12345678/s".encode()) <= _LONGEST:
            try:
                _sweep(Path(parent))
                return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            except OSError:
                continue
    raise StoreError("there is no folder for Milvus Lite's socket", "set TMPDIR to a folder with a short path")


def _sweep(parent: Path) -> None:
    """Remove the sockets that killed processes of this account left behind: nobody answers there."""
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            probe = socket.socket(socket.AF_UNIX)
            with probe:
                probe.settimeout(0.2)
                probe.connect(str(folder / "s"))
        except ConnectionRefusedError:
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
