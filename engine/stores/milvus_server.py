"""A Milvus server or cluster, by its URI: for many users and many films."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from engine.errors import StoreError, UsageError
from engine.stores.milvus import MilvusVectors, reason
from engine.stores.milvus_lite import quieten


class ServerVectors(MilvusVectors):
    """The vectors of a namespace on one server. Raises StoreError where it cannot be reached."""

    kind = "milvus"

    def __init__(self, uri: str, token: str, database: str, namespace: str, timeout: float) -> None:
        super().__init__(namespace, timeout)
        quieten()
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException

        parts = urlsplit(uri)
        if parts.scheme not in ("http", "https", "tcp") or not parts.hostname:
            raise UsageError("the Milvus URI cannot be read", "give one as in http://host:19530")
        self._public = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        try:
            self._client = MilvusClient(uri, token=token, db_name=database, dedicated=True, timeout=timeout)
        except (MilvusException, OSError, ValueError) as cause:
            raise StoreError(f"Milvus ({self.where()}) does not answer: {reason(cause)}", self.remedy()) from cause

    def where(self) -> str:
        return self._public

    def remedy(self) -> str:
        return "see that the server runs and MOVIEREC_MILVUS_URI is right; `movierec doctor` checks it"

    def client(self, version: str) -> Any:
        return self._client

    def versions(self) -> list[str]:
        names = self._asked(lambda: self._client.list_collections(timeout=self._timeout))
        found = {
            name.removeprefix(self._prefix).removesuffix("_likeness") for name in names if name.startswith(self._prefix)
        }
        return sorted((v for v in found if v[:1] == "v" and v[1:].isdecimal()), key=lambda v: int(v[1:]))

    def close(self) -> None:
        self._client.close()
