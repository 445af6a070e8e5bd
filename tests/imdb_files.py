"""A few films as IMDb's data sets have them (https://developer.imdb.com/non-commercial-datasets/), and a server.

Written by hand, in exactly that shape: tab-separated, gzip, a header, `\\N` for none, no quoting.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HEADERS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    "title.ratings": "tconst averageRating numVotes",
    "title.crew": "tconst directors writers",
    "title.principals": "tconst ordering nconst category job characters",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
}
ROWS = {
    "title.basics": """
tt0047478|movie|Seven Samurai|Shichinin no samurai|0|1954|\\N|207|Action,Drama
tt0089881|movie|Ran|Ran|0|1985|\\N|160|Action,Drama,War
tt0042876|movie|Rashomon|Rashômon|0|1950|\\N|88|Crime,Drama,Mystery
tt0116282|movie|Fargo|Fargo|0|1996|\\N|98|Crime,Thriller
tt0113277|movie|Heat|Heat|0|1995|\\N|170|Action,Crime,Drama
tt0999001|short|Heat|Heat|0|1995|\\N|9|Short
tt0999002|tvEpisode|Fargo|Fargo|0|1996|\\N|44|Drama
tt0082096|movie|Das Boot|Das Boot|0|1981|\\N|149|Drama,War
tt0078748|movie|Alien|Alien|0|1979|\\N|117|Horror,Sci-Fi
tt0999003|movie|The "Quoted" Film|The "Quoted" Film|0|2001|\\N|\\N|\\N
""",
    "title.ratings": """
tt0047478|8.6|380000
tt0113277|8.3|740000
tt0999001|5.1|12
tt0078748|8.5|980000
""",
    "title.crew": """
tt0047478|nm0000041|nm0000041,nm0368074
tt0089881|nm0000041|nm0000041
tt0042876|nm0000041|nm0000041
tt0116282|nm0001054,nm0001053|nm0001053
tt0113277|nm0000520|nm0000520
tt0082096|nm0000583|\\N
tt0999003|\\N|\\N
""",
    "title.principals": """
tt0047478|1|nm0001536|actor|\\N|["Kikuchiyo"]
tt0047478|2|nm0793766|actor|\\N|["Kambei Shimada"]
tt0047478|3|nm0000041|director|\\N|\\N
tt0042876|1|nm0001536|actor|\\N|["Tajômaru"]
tt0116282|2|nm0000531|actress|\\N|["Marge Gunderson"]
tt0116282|1|nm0000513|actor|\\N|["Jerry Lundegaard"]
tt0113277|1|nm0000199|actor|\\N|["Lt. Vincent Hanna"]
tt0113277|2|nm0000134|actor|\\N|["Neil McCauley"]
tt0078748|1|nm0000244|actress|\\N|["Ripley"]
tt0078748|9|nm0000631|director|\\N|\\N
""",
    "name.basics": """
nm0000041|Akira Kurosawa|1910|1998|director,writer,editor|tt0047478,tt0089881
nm0001536|Toshirô Mifune|1920|1997|actor,producer,director|tt0047478
nm0793766|Takashi Shimura|1905|1982|actor|tt0047478
nm0001053|Ethan Coen|1957|\\N|producer,writer,director|tt0116282
nm0001054|Joel Coen|1954|\\N|producer,writer,director|tt0116282
nm0000531|Frances McDormand|1957|\\N|actress,producer|tt0116282
nm0000513|William H. Macy|1950|\\N|actor|tt0116282
nm0000520|Michael Mann|1943|\\N|producer|tt0113277
nm0000199|Al Pacino|1940|\\N|actor|tt0113277
nm0000134|Robert De Niro|1943|\\N|actor|tt0113277
nm0000583|Wolfgang Petersen|1941|2022|director|tt0082096
nm0000244|Sigourney Weaver|1949|\\N|actress|tt0078748
nm0000631|Ridley Scott|1937|\\N|producer,director|tt0078748
""",
    "title.akas": """
tt0047478|1|Shichinin no samurai|\\N|\\N|original|\\N|1
tt0047478|2|Die sieben Samurai|DE|\\N|imdbDisplay|\\N|0
tt0047478|3|Les sept samouraïs|FR|\\N|imdbDisplay|\\N|0
tt0047478|4|Die sieben Samurai|AT|\\N|imdbDisplay|\\N|0
tt0047478|5|Samurai Project|XWW|en|working|\\N|0
tt0078748|1|Alien – Das unheimliche Wesen aus einer fremden Welt|DE|\\N|imdbDisplay|\\N|0
""",
}


def imdb_text(name: str, rows: str | None = None) -> bytes:
    """The content of one file, unpacked."""
    lines = [HEADERS[name].replace(" ", "\t"), *(ROWS[name] if rows is None else rows).strip().splitlines()]
    return "".join(line.replace("|", "\t") + "\n" for line in lines).encode()


def write_imdb(folder: Path, **rows: str) -> None:
    """Write the six files; `rows` (title_basics="...") replace those of a file."""
    folder.mkdir(exist_ok=True)
    for name in HEADERS:
        text = imdb_text(name, rows.get(name.replace(".", "_")))
        (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(text, mtime=0))


class ImdbServer(ThreadingHTTPServer):
    """Serves the files of `folder`. `faults` names the misbehavior for a file: missing, cut off, stalls."""

    daemon_threads = True
    folder = Path()

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.faults: dict[str, str] = {}
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """Ignore clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: ImdbServer

    def do_GET(self):
        name = self.path.strip("/")
        self.server.asked.append(name)
        fault = self.server.faults.get(name.removesuffix(".tsv.gz"), "")
        path = self.server.folder / name
        body = path.read_bytes() if path.is_file() else b""
        self.send_response(404 if fault == "missing" or not path.is_file() else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault == "cut off" else body)

    def log_message(self, format, *args):
        """Log nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[ImdbServer]:
    """Serve the files of `folder` on this machine."""
    with ImdbServer(("127.0.0.1", 0), _Handler) as running:
        running.folder = folder
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield running
        running.shutdown()
