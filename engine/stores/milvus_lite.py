"""Milvus Lite: one database folder for each version, <versions>/v7/milvus.db, which one process may open at a time.

It is served on a unix socket in a folder of this account only: its own choice, a TCP port without a password, would
be open to every account of a shared machine.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from engine.errors import BusyError, StoreError
from engine.stores.milvus import MilvusVectors, reason

FOLDER = "milvus.db"


class LiteVectors(MilvusVectors):
    """The vectors of the versions under one folder."""

    kind = "milvus-lite"

    def __init__(self, versions: Path, namespace: str, timeout: float) -> None:
        super().__init__(namespace, timeout)
        self._versions = versions
        self._clients: dict[str, tuple[Any, ExitStack]] = {}

    def where(self) -> str:
        return str(self._versions)

    def remedy(self) -> str:
        return "`movierec doctor` checks it; `movierec train --force` builds a new version"

    def client(self, version: str) -> Any:
        """Raises BusyError where another process has the version open."""
        if version not in self._clients:
            with ExitStack() as closing:
                client = self._serve(self._versions / version / FOLDER, closing)
                self._clients[version] = client, closing.pop_all()
        return self._clients[version][0]

    def drop(self, version: str) -> None:
        if version in self._clients:
            self._clients.pop(version)[1].close()
        self._forget(version)
        with suppress(FileNotFoundError):
            shutil.rmtree(self._versions / version / FOLDER)

    def count(self, version: str, space: Any) -> int:
        return super().count(version, space) if (self._versions / version / FOLDER).is_dir() else 0

    def versions(self) -> list[str]:
        found = (folder.parent.name for folder in self._versions.glob(f"v*/{FOLDER}"))
        return sorted((name for name in found if name[1:].isdecimal()), key=lambda name: int(name[1:]))

    def close(self) -> None:
        while self._clients:
            self._clients.popitem()[1][1].close()

    def _serve(self, folder: Path, closing: ExitStack) -> Any:
        quieten()
        from milvus_lite.adapter.grpc.server import start_server_in_thread
        from milvus_lite.exceptions import DataDirLockedError, MilvusLiteError
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException

        try:
            sockets = Path(tempfile.mkdtemp(prefix="movierec-"))  # 0700
            closing.callback(shutil.rmtree, sockets, ignore_errors=True)
            server, database, _ = start_server_in_thread(str(folder), host="unix", port=f"{sockets}/s")  # type: ignore[arg-type, unused-ignore]
            closing.callback(_stop(server, database))
            (sockets / "s").chmod(0o600)
            client = MilvusClient(f"unix:{sockets}/s", dedicated=True, timeout=self._timeout)
            closing.callback(client.close)
        except DataDirLockedError as cause:
            raise BusyError(f"another movierec has {folder.parent.name} open in Milvus Lite") from cause
        except (MilvusLiteError, MilvusException, OSError, ValueError, RuntimeError) as cause:
            raise StoreError(f"Milvus Lite cannot open {folder}: {reason(cause)}", self.remedy()) from cause
        return client


def _stop(server: Any, database: Any) -> Callable[[], None]:
    def stop() -> None:
        server.stop(grace=0.2).wait(1)
        database.close()

    return stop


def quieten() -> None:
    """Keep pymilvus and Milvus Lite from writing to the terminal: their tracebacks wreck a full-screen app."""
    import pymilvus  # noqa: F401  (it installs its handlers at import)

    for name in ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer", "milvus_lite", "grpc"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
