"""Real servers for the tests that need them: each is started once, unprivileged, with its own data directory."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REQUIRED = os.environ.get("MOVIEREC_REQUIRE_SERVERS") == "1"

# Serves until its standard input closes, so it never outlives the tests, however they end.
_MILVUS = """
import sys
from milvus import default_server
default_server.set_base_dir(sys.argv[1])
default_server.listen_port = int(sys.argv[2])
default_server.start()
print("ready", flush=True)
sys.stdin.read()
default_server.stop()
"""


def _missing(what: str, how: str) -> None:
    if REQUIRED:
        pytest.fail(f"{what} is required (MOVIEREC_REQUIRE_SERVERS=1) but {how}")
    pytest.skip(f"needs {what}: {how}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def mariadb_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A MariaDB server with an empty database `movierec`."""
    server = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin")
    install = shutil.which("mariadb-install-db")
    if server is None or install is None:
        _missing("a MariaDB server", "mariadbd is not installed (Debian: apt install mariadb-server)")
    folder = tmp_path_factory.mktemp("mariadb")
    port, options = free_port(), ["--no-defaults", f"--datadir={folder}/data"]
    who = ["--user=root"] if os.geteuid() == 0 else []
    prepared = subprocess.run(
        [str(install), *options, *who, "--auth-root-authentication-method=normal", "--skip-test-db"],
        capture_output=True,
        text=True,
    )
    assert prepared.returncode == 0, prepared.stderr
    addresses = [f"--socket={folder}/s", "--bind-address=127.0.0.1", f"--port={port}"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([str(server), *options, *who, *addresses], stdout=log, stderr=log)
    try:
        _create_database(folder, port, process)
        yield f"mysql+pymysql://root@127.0.0.1:{port}/movierec"
    finally:
        process.terminate()
        process.wait(30)


def _create_database(folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
    import pymysql

    give_up = time.monotonic() + 60
    while True:
        try:
            with pymysql.connect(host="127.0.0.1", port=port, user="root") as connection:
                connection.cursor().execute("CREATE DATABASE movierec")
            return
        except pymysql.err.OperationalError:
            log = (folder / "log").read_text()
            assert process.poll() is None and time.monotonic() < give_up, log
            time.sleep(0.1)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Wait until no other test session on this machine is in here: Milvus's etcd has one fixed port (2380)."""
    with (Path(tempfile.gettempdir()) / f"movierec-tests-{name}-{os.geteuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def milvus_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A standalone Milvus server in its own environment (its pinned dependencies conflict with movierec's)."""
    python = os.environ.get("MOVIEREC_TEST_MILVUS_PYTHON", "")
    if not python or not Path(python).exists():
        _missing("a Milvus server", "MOVIEREC_TEST_MILVUS_PYTHON is not the path of a Python with milvus==2.3.5")
    folder = tmp_path_factory.mktemp("milvus")
    with _alone("milvus"):
        yield from _serve_milvus(python, folder, free_port())


def _serve_milvus(python: str, folder: Path, port: int) -> Iterator[str]:
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [python, "-c", _MILVUS, str(folder / "data"), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == b"ready\n", (folder / "log").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
