"""Pictures made for a test, and a server that answers like TMDB's two."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from PIL import Image

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJhbm5hIn0.signature-of-a-token"


def poster_file(
    color: str = "red", *, kind: str = "JPEG", size: tuple[int, int] = (185, 278), below: str = ""
) -> bytes:
    """A picture of one color; its lower half is that of `below`."""
    image = Image.new("RGB", size, color)
    if below:
        image.paste(Image.new("RGB", (size[0], size[1] // 2), below), (0, size[1] - size[1] // 2))
    content = BytesIO()
    image.save(content, kind)
    return content.getvalue()


class TmdbServer(ThreadingHTTPServer):
    """`films` are the answers of the API by place ("movie/603"), `pictures` the files by name; `fault` is how it
    misbehaves: a status, "html", "cut off", or "stalls" until `goes_on` is set. `asked` has the places, `keys` what
    was given as a key."""

    daemon_threads = True

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.films: dict[str, object] = {}
        self.pictures: dict[str, bytes] = {}
        self.fault: int | str = ""
        self.goes_on = threading.Event()
        self.asked: list[str] = []
        self.keys: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """Ignore clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: TmdbServer

    def do_GET(self):
        server, parts = self.server, urlsplit(self.path)
        place = parts.path.removeprefix("/3/").removeprefix("/t/p/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        server.keys.append(query.pop("api_key", self.headers.get("Authorization", "")))
        server.asked.append(f"{place} {query}" if query else place)
        picture = server.pictures.get(place)
        body = json.dumps(server.films.get(place)).encode() if picture is None else picture
        there = picture is not None or place in server.films
        status = server.fault if isinstance(server.fault, int) else 200 if there else 404
        if server.fault == "html":
            body = b"<html><body>Sign in to this network</body></html>"
        if server.fault == "stalls":
            server.goes_on.wait(30)
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "90")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if server.fault == "cut off" else body)

    def log_message(self, format, *args):
        """Log nothing."""


@contextmanager
def serve_tmdb() -> Iterator[TmdbServer]:
    """Serve on this machine."""
    with TmdbServer(("127.0.0.1", 0), _Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.goes_on.set()
        running.shutdown()
