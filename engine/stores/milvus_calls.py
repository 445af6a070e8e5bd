"""Calls of a Milvus client, a server's or Lite's: each with a time-out, and its failures as a StoreError that names the
server without its credentials.

pymilvus alone would retry a dead server for 210 s and print tracebacks over the screen. Import this before grpc and
pymilvus, which it silences.
"""

from __future__ import annotations

import logging
import os
import re
from typing import Any

from engine.errors import StoreError
from engine.secret import hide

# gRPC's own messages on stderr would be drawn over a full-screen app.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc
from pymilvus import MilvusClient
from pymilvus.exceptions import MilvusException

for _name in ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer", "milvus_lite"):
    logging.getLogger(_name).handlers[:] = [logging.NullHandler()]
    logging.getLogger(_name).propagate = False

WRITE_TIMEOUT = 120.0
"""Seconds that a write may take, at least."""
_MISSING, _NOT_LOADED, _NO_INDEX = 100, 101, 700


class NoCollection(StoreError):
    """The server has no collection of that name."""


class _NotLoaded(StoreError):
    pass


class MilvusCalls:
    """The methods of `client`, by name. `where` names the server in messages; reading may take `timeout` seconds."""

    def __init__(self, client: MilvusClient, where: str, timeout: float) -> None:
        self.where = where
        self._client = client
        self._timeout = timeout

    def ask(self, method: str, *arguments: Any, **named: Any) -> Any:
        """Call a reading method. Raises StoreError."""
        return self._call(method, *arguments, timeout=self._timeout, **named)

    def read(self, method: str, collection: str, **named: Any) -> Any:
        """Call a reading method on a collection; if that is not loaded, load it and try once more. Raises NoCollection,
        StoreError."""
        try:
            return self.ask(method, collection, **named)
        except _NotLoaded:
            self.write("load_collection", collection)
            return self.ask(method, collection, **named)

    def write(self, method: str, collection: str, *arguments: Any, **named: Any) -> Any:
        """Call a writing method on a collection. Raises NoCollection, StoreError."""
        return self._call(method, collection, *arguments, timeout=max(WRITE_TIMEOUT, self._timeout), **named)

    def close(self) -> None:
        """Close the client, whatever its state."""
        try:
            self._client.close()
        except (MilvusException, grpc.RpcError, ValueError, RuntimeError):
            logging.getLogger(__name__).debug("closing %s", self.where, exc_info=True)

    def _call(self, method: str, *arguments: Any, **named: Any) -> Any:
        try:
            return getattr(self._client, method)(*arguments, **named)
        except MilvusException as cause:
            if cause.code in (_MISSING, _NO_INDEX):
                raise NoCollection(
                    f"Milvus at {self.where} does not have {arguments[0]}",
                    "another version may have replaced it; otherwise train with `movierec train`",
                ) from cause
            kind = _NotLoaded if cause.code == _NOT_LOADED else StoreError
            raise kind(*explain(self.where, cause)) from cause
        except (grpc.RpcError, ValueError, RuntimeError, OSError) as cause:
            # ValueError and RuntimeError: the channel was closed during the call.
            raise StoreError(*explain(self.where, cause)) from cause


def explain(where: str, cause: Exception) -> tuple[str, str]:
    """Message and remedy for a Milvus error, on one line each and without credentials."""
    text = cause.message if isinstance(cause, MilvusException) else str(cause)
    text = hide(" ".join(str(text).split()))
    if re.search(r"auth|unauthenticated|permission|privilege", text, re.IGNORECASE):
        return f"Milvus at {where} rejects the token", "set MOVIEREC_MILVUS_TOKEN to user:password or an API key"
    if re.search(r"database not found", text, re.IGNORECASE):
        return f"Milvus at {where} has no such database", "create it there, or change MOVIEREC_MILVUS_DB"
    if re.search(r"connect|unavailable|deadline|timeout|timed out|closed channel", text, re.IGNORECASE):
        return f"Milvus at {where} does not answer", "check that it is running and that MOVIEREC_MILVUS_URI is right"
    return f"Milvus at {where} returned an error: {text[:200]}", "see the server's log"
