"""Opening the vector store on a Milvus server, with the URI, token and database from the settings."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from engine.errors import StoreError, UsageError
from engine.stores.milvus import MilvusVectors, explain

# Import after .milvus, which silences the logging of these packages.
import grpc  # isort: skip
from pymilvus import MilvusClient  # isort: skip
from pymilvus.exceptions import MilvusException  # isort: skip


def open_server(uri: str, token: str, database: str, *, namespace: str, timeout: float) -> MilvusVectors:
    """The vector store on a Milvus server. Raises UsageError for an invalid URI, StoreError if it does not answer."""
    address, where, written_token = _parts(uri, database)
    try:
        client = MilvusClient(
            address, token=token or written_token, db_name=database, timeout=min(timeout, 5.0), dedicated=True
        )
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ValueError, RuntimeError, OSError) as cause:
        raise StoreError(*explain(where, cause)) from cause
    store = MilvusVectors(
        client, kind="milvus", where=where, namespace=namespace, timeout=timeout, release=lambda: None
    )
    try:
        store.versions()  # connecting alone detects neither a wrong token nor a missing database
    except StoreError:
        store.close()
        raise
    return store


def _parts(uri: str, database: str) -> tuple[str, str, str]:
    """The address for pymilvus, the location to show to users, and the token contained in the URI."""
    if uri.startswith("unix:"):
        return uri, uri, ""
    wrong = UsageError(
        "MOVIEREC_MILVUS_URI is not the address of a Milvus server",
        "write it as http://host:19530, or leave it empty for Milvus Lite",
    )
    try:
        parts = urlsplit(uri)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme.lower() not in ("http", "https", "tcp") or not host:
        raise wrong
    written = unquote(parts.username or "") + (f":{unquote(parts.password)}" if parts.password else "")
    name = f"[{host}]" if ":" in host else host
    address = f"{parts.scheme}://{name}" + (f":{port}" if port else "") + parts.path.rstrip("/")
    return address, address + (f"/{database}" if database else ""), written
