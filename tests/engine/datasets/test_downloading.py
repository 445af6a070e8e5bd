"""Downloads from a local server that misbehaves as servers do: truncated, wrong, missing or stalled answers."""

from __future__ import annotations

import hashlib
import os
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.datasets import fetching, sources
from engine.datasets.downloading import download
from engine.datasets.known import find_known
from engine.errors import DownloadError, UsageError
from engine.progress import Event, silent


class Server(ThreadingHTTPServer):
    """Serves `body` for every path, with the misbehavior named by `fault`."""

    daemon_threads = True
    scheme = "http"
    body = b""
    fault = ""
    asked = 0

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}/movielens"

    def handle_error(self, request, client_address):
        """Ignore clients that hang up: some tests do so on purpose."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        self.server.asked += 1
        body, fault = self.server.body, self.server.fault
        if fault == "silent":
            time.sleep(2)
            return
        self.send_response({"missing": 404, "broken": 503}.get(fault, 200))
        if fault != "no length":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        half = len(body) // 2
        if fault == "stalls":
            self.wfile.write(body[:half])
            self.wfile.flush()
            time.sleep(2)
        else:
            self.wfile.write(body[:half] if fault in ("cut off", "no length") else body)

    def log_message(self, format, *args):
        """Log nothing."""


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(fetching, "READ_TIMEOUT", 0.5)
    with Server(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def body(layouts, pack) -> bytes:
    return pack("ml-1m", layouts["ml-1m"])


@pytest.fixture
def pinned(body):
    """MovieLens 1M, with the digest of the small archive on the server."""
    return msgspec.structs.replace(find_known("ml-1m"), md5=hashlib.md5(body).hexdigest())


def leftovers(cache):
    return sorted(path.name for path in cache.iterdir()) if cache.exists() else []


def test_a_set_arrives_whole_with_progress_and_is_read(server, body, pinned, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "find_known", lambda name: pinned)
    server.body = body
    events: list[Event] = []
    dataset = sources.fetch("ml-1m", tmp_path / "cache", progress=events.append, base_url=server.url)
    assert (dataset.name, dataset.catalogue, len(dataset.movies)) == ("ml-1m", "movielens", 3)
    assert dataset.source == "https://files.grouplens.org/datasets/movielens/ml-1m.zip"
    assert dataset.notes[-1].startswith("GroupLens's terms:")
    fetched = [event for event in events if event.stage == "download"]
    assert fetched[0].done == 0
    assert fetched[-1].done == fetched[-1].total == len(body)
    assert leftovers(tmp_path / "cache") == ["ml-1m.zip"]


def test_without_an_announced_length_the_known_one_is_the_total(server, body, pinned, tmp_path):
    server.body, server.fault = body, "no length"
    events: list[Event] = []
    with pytest.raises(DownloadError):
        download(pinned, tmp_path, insecure=False, progress=events.append, base_url=server.url)
    assert {event.total for event in events} == {pinned.bytes}
    assert events[0].done == 0


def test_what_is_there_whole_is_not_fetched_again(server, body, pinned, tmp_path):
    server.body = body
    for _ in range(2):
        download(pinned, tmp_path, insecure=False, progress=silent, base_url=server.url)
    assert server.asked == 1


def test_a_damaged_archive_in_the_cache_is_fetched_again(server, body, pinned, tmp_path):
    server.body = body
    (tmp_path / "ml-1m.zip").write_bytes(body[:100])
    path, _ = download(pinned, tmp_path, insecure=False, progress=silent, base_url=server.url)
    assert path.read_bytes() == body


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("cut off", "was cut off"),
        ("no length", "did not send a complete zip archive"),
        ("missing", "answered 404"),
        ("broken", "answered 503"),
        ("silent", "did not answer in 0.5 seconds"),
        ("stalls", "did not answer in 0.5 seconds"),
    ],
)
@pytest.mark.parametrize("name", ["ml-1m", "ml-latest-small"])
def test_a_fault_is_said_and_leaves_nothing(server, body, tmp_path, fault, message, name):
    server.body, server.fault = body, fault
    with pytest.raises(DownloadError, match=message) as caught:
        sources.fetch(name, tmp_path / "cache", base_url=server.url)
    assert f"download {name}.zip in a browser" in caught.value.remedy
    assert leftovers(tmp_path / "cache") == []


def test_another_archive_than_the_pinned_one_is_refused(server, body, tmp_path):
    server.body = body
    with pytest.raises(DownloadError, match="its checksum is wrong"):
        sources.fetch("ml-1m", tmp_path, base_url=server.url)
    assert leftovers(tmp_path) == []


def test_a_log_in_page_is_not_taken_for_an_archive(server, tmp_path):
    server.body = b"<html>Please log in</html>"
    with pytest.raises(DownloadError, match="did not send a complete zip archive") as caught:
        sources.fetch("ml-latest-small", tmp_path, base_url=server.url)
    assert "login page" in caught.value.remedy


def test_a_failed_download_leaves_the_old_archive(server, body, pinned, tmp_path):
    server.body = body
    download(pinned, tmp_path, insecure=False, progress=silent, base_url=server.url)
    server.fault = "cut off"
    other = msgspec.structs.replace(pinned, md5="0" * 32)
    with pytest.raises(DownloadError):
        download(other, tmp_path, insecure=False, progress=silent, base_url=server.url)
    assert (tmp_path / "ml-1m.zip").read_bytes() == body


def test_nobody_there_is_said_at_once(tmp_path):
    with pytest.raises(DownloadError, match=r"127.0.0.1 cannot be reached"):
        sources.fetch("ml-1m", tmp_path, base_url="http://127.0.0.1:1/")


def test_the_set_that_changes_is_taken_with_a_note(server, layouts, pack, tmp_path):
    server.body = pack("ml-latest-small", layouts["ml-latest-small"])
    dataset = sources.fetch("ml-latest-small", tmp_path, base_url=server.url)
    assert "GroupLens has changed it" in dataset.notes[0]
    assert len(dataset.movies) == 3


def test_a_cache_that_cannot_be_written_is_said(server, body, pinned, tmp_path):
    (tmp_path / "cache").write_text("a file in the way")
    with pytest.raises(DownloadError, match="cannot be written to the cache"):
        download(pinned, tmp_path / "cache", insecure=False, progress=silent, base_url=server.url)


def test_what_a_killed_download_left_goes_after_a_day(server, body, pinned, tmp_path):
    server.body = body
    for name, age in (("tmpold", 2 * 86400), ("tmpnew", 60)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    download(pinned, tmp_path, insecure=False, progress=silent, base_url=server.url)
    assert leftovers(tmp_path) == ["ml-1m.zip", "tmpnew"]


@pytest.fixture
def lapsed(server, tmp_path_factory) -> Server:
    """The server behind TLS, with an expired certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=9))
        .not_valid_after(now - timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.scheme = "https"
    return server


def test_a_lapsed_certificate_is_said_with_the_way_round_it(lapsed, pinned, body, tmp_path):
    lapsed.body = body
    with pytest.raises(DownloadError, match=r"TLS certificate of 127.0.0.1 is not valid") as caught:
        download(pinned, tmp_path, insecure=False, progress=silent, base_url=lapsed.url)
    assert "--insecure-download" in caught.value.remedy
    assert lapsed.asked == 0


@pytest.mark.filterwarnings("error")
def test_a_pinned_set_may_be_taken_in_spite_of_the_certificate(lapsed, pinned, body, tmp_path):
    lapsed.body = body
    path, _ = download(pinned, tmp_path, insecure=True, progress=silent, base_url=lapsed.url)
    assert path.read_bytes() == body


def test_the_digest_counts_even_then(lapsed, pinned, body, tmp_path):
    lapsed.body = body
    other = msgspec.structs.replace(pinned, md5="0" * 32)
    with pytest.raises(DownloadError, match="its checksum is wrong"):
        download(other, tmp_path, insecure=True, progress=silent, base_url=lapsed.url)


def test_a_set_that_nothing_pins_is_never_taken_without_tls(lapsed, tmp_path):
    with pytest.raises(UsageError, match="only TLS can vouch for it"):
        sources.fetch("ml-latest-small", tmp_path, insecure=True, base_url=lapsed.url)
    with pytest.raises(DownloadError) as caught:
        sources.fetch("ml-latest-small", tmp_path, base_url=lapsed.url)
    assert "--insecure-download" not in caught.value.remedy
    assert lapsed.asked == 0
