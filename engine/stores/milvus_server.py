"""Opening the vector store on a Milvus server, with the URI, token and database from the settings."""

from __future__ import annotations

from engine.addresses import MilvusAddress
from engine.errors import StoreError
from engine.secret import Secret
from engine.stores.milvus import MilvusVectors
from engine.stores.milvus_calls import explain

# Import after .milvus_calls, which silences the logging of these packages.
import grpc  # isort: skip
from pymilvus import MilvusClient  # isort: skip
from pymilvus.exceptions import MilvusException  # isort: skip


_INDEX = "FLAT"
"""Exact. Of 87,000 films, HNSW and IVF_FLAT find less than 99 of the 100 best under filters, or are not much faster
(tests/benchmarks/index_types.py)."""


def open_server(
    address: MilvusAddress, token: Secret, database: str, *, namespace: str, timeout: float
) -> MilvusVectors:
    """The vector store on a Milvus server; without `token`, the address's own is used. Raises UsageError for an invalid
    address, StoreError if the server does not answer."""
    address.check()
    where = address.shown + (f"/{database}" if database and address.scheme else "")
    try:
        client = MilvusClient(
            address.shown,
            token=(token or address.token).reveal(),
            db_name=database,
            timeout=min(timeout, 5.0),
            dedicated=True,
        )
    except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ValueError, RuntimeError, OSError) as cause:
        raise StoreError(*explain(where, cause)) from cause
    store = MilvusVectors(
        client,
        kind="milvus",
        where=where,
        namespace=namespace,
        index=_INDEX,
        timeout=timeout,
        release=lambda: None,
    )
    try:
        store.versions()  # connecting alone detects neither a wrong token nor a missing database
    except StoreError:
        store.close()
        raise
    return store
