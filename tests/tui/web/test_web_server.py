"""The web server, with a small program in place of the app: it paints its profile and what it is told."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import textwrap
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import ClientResponse, CookieJar, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer

from engine.secret import Secret
from tui.web.sign_in import ATTEMPTS, SignIn
from tui.web.web_server import LARGEST_FORM, Visits, WebServer

TestClient.__test__ = TestServer.__test__ = False  # pytest would take them for tests

_APP = """
    import json, os, sys
    def paint(text):
        data = text.encode()
        os.write(1, b"D" + len(data).to_bytes(4, "big") + data)
    def meta(**said):
        data = json.dumps(said).encode()
        os.write(1, b"M" + len(data).to_bytes(4, "big") + data)
    os.write(1, b"__GANGLION__\\n")
    paint(f"{sys.argv[1]} {os.getpid()} {os.environ['COLUMNS']}x{os.environ['ROWS']};")
    while head := sys.stdin.buffer.read(5):
        content = sys.stdin.buffer.read(int.from_bytes(head[1:], "big")).decode()
        if content == "quit":
            meta(type="exit")
            break
        if content == "open":
            meta(type="open_url", url="http://elsewhere.example/", new_tab=True)
            meta(type="deliver_file_start", key="k", path="/etc/passwd")
            content = "asked"
        if content == "hang":
            while True:
                try:
                    os.read(0, 1) or __import__("time").sleep(1)
                except KeyboardInterrupt:
                    pass
        paint(f"{head[:1].decode()} {content[:80]} {len(content)};")
"""


def server(at_once: int = 10, clock: Callable[[], float] = lambda: 0.0) -> WebServer:
    tokens = {"anna": Secret("token-of-anna"), "ben": Secret("token-of-ben")}
    visits = Visits(lambda profile: [sys.executable, "-c", textwrap.dedent(_APP), profile], os.environ, at_once)
    return WebServer(SignIn(tokens, clock), visits, port=8000)


@pytest.fixture
async def browsers() -> AsyncIterator[Callable[..., TestClient]]:
    """Makes browsers of one server, each with cookies of its own."""
    opened: list[TestClient] = []
    served: list[TestServer] = []

    async def make(*, at_once: int = 10) -> TestClient:
        if not served:
            served.append(TestServer(server(at_once).application()))
        opened.append(TestClient(served[0], cookie_jar=CookieJar(unsafe=True)))
        await opened[-1].start_server()
        return opened[-1]

    yield make
    for browser in opened:
        await browser.close()


async def signed_in(browser: TestClient, token: str = "token-of-anna") -> TestClient:
    answer = await browser.post("/sign-in", data={"token": token})
    assert (answer.status, answer.url.path) == (200, "/")
    return browser


def own(browser: TestClient) -> dict[str, str]:
    """The origin that the browser sends from this server's pages."""
    return {"Origin": str(browser.make_url("/")).rstrip("/")}


async def painted(socket, until: str) -> str:
    seen = ""
    async with asyncio.timeout(30):
        while until not in seen:
            message = await socket.receive()
            assert message.type is WSMsgType.BINARY, message
            seen += message.data.decode()
    return seen


def cookie_of(answer: ClientResponse) -> str:
    return answer.headers["Set-Cookie"]


async def test_without_a_session_there_is_only_the_sign_in(browsers):
    browser = await browsers()
    answer = await browser.get("/")
    assert answer.url.path == "/sign-in" and 'name="token"' in await answer.text()
    for path in (
        "/ws",
        "/static/js/textual.js",
        "/browser.js",
        "/download/key",
        "/static/../web_server.py",
        "/nothing",
    ):
        answer = await browser.get(path)
        assert (path, answer.status) == (path, 401)
    assert (await browser.post("/")).status == 200  # sent to the form


async def test_a_session_that_nobody_got_is_none(browsers):
    browser = await browsers()
    answer = await browser.get("/browser.js", headers={"Cookie": "movierec-8000=anna"})
    assert answer.status == 401


async def test_the_token_in_the_form_signs_in_with_a_cookie_for_this_site_only(browsers):
    browser = await browsers()
    answer = await browser.post(
        "/sign-in", data={"token": "token-of-anna"}, headers=own(browser), allow_redirects=False
    )
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    name, _, rest = cookie_of(answer).partition("=")
    assert name == "movierec-8000" and "token-of-anna" not in rest
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in rest.split(";")}
    assert "Secure" not in rest
    page = await (await browser.get("/")).text()
    assert "textual-terminal" in page


async def test_the_cookie_is_for_tls_only_where_a_proxy_speaks_it(browsers):
    browser = await browsers()
    answer = await browser.post(
        "/sign-in",
        data={"token": "token-of-anna"},
        headers={"X-Forwarded-Proto": "https"},
        allow_redirects=False,
    )
    assert "Secure" in cookie_of(answer)


async def test_a_wrong_token_is_refused_and_can_be_given_again(browsers):
    browser = await browsers()
    answer = await browser.post("/sign-in", data={"token": "token-of-carl"})
    page = await answer.text()
    assert answer.status == 403 and "no such token" in page and 'name="token"' in page
    assert "Set-Cookie" not in answer.headers
    await signed_in(browser)


async def test_guessing_is_slowed_down(browsers):
    browser = await browsers()
    for _ in range(ATTEMPTS):
        assert (await browser.get("/?token=guess")).status == 403
    answer = await browser.post("/sign-in", data={"token": "token-of-anna"})
    assert answer.status == 429 and answer.headers["Retry-After"] == "60"
    assert "wait 60 seconds" in await answer.text()


async def test_a_link_signs_in_and_leaves_no_token_in_the_address(browsers):
    browser = await browsers()
    answer = await browser.get("/?token=token-of-ben")
    assert answer.status == 200 and str(answer.url) == str(browser.make_url("/"))
    assert "textual-terminal" in await answer.text()


async def test_a_link_on_another_site_goes_on_from_a_page_of_this_one(browsers):
    browser = await browsers()
    answer = await browser.get("/?token=token-of-ben", headers={"Sec-Fetch-Site": "cross-site"})
    assert 'http-equiv="refresh" content="0; url=/"' in await answer.text()
    assert "textual-terminal" in await (await browser.get("/")).text()


async def test_a_wrong_link_shows_the_form(browsers):
    answer = await (await browsers()).get("/?token=old")
    assert answer.status == 403 and "Ask for a new link" in await answer.text()


async def test_a_form_of_another_site_signs_nobody_in(browsers):
    browser = await browsers()
    for origin in ("http://evil.example", "null"):
        answer = await browser.post("/sign-in", data={"token": "token-of-anna"}, headers={"Origin": origin})
        assert answer.status == 403 and "Set-Cookie" not in answer.headers


async def test_files_and_large_forms_are_not_taken(browsers):
    browser = await browsers()
    assert (await browser.post("/sign-in", data={"token": "x" * LARGEST_FORM})).status == 413
    assert (await browser.post("/sign-in", data={"token": io.BytesIO(b"a file")})).status == 415


async def test_no_page_loads_from_another_server(browsers):
    browser = await signed_in(await browsers())
    for path in ("/", "/sign-in", "/browser.css", "/browser.js"):
        answer = await browser.get(path)
        assert "https://" not in await answer.text() and "http://" not in await answer.text()
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    for path in ("/static/js/textual.js", "/static/css/xterm.css", "/static/fonts/RobotoMono-VariableFont_wght.ttf"):
        assert (await browser.get(path)).status == 200
    assert (await browser.get("/static/")).status in (403, 404)


@pytest.mark.parametrize("host", ["films.example; script-src *", "a b", "é"])
async def test_a_host_that_is_none_changes_no_policy(browsers, host):
    answer = await (await browsers()).get("/sign-in", headers={"Host": host})
    assert answer.status >= 400 or "connect-src 'self';" in answer.headers["Content-Security-Policy"]


async def test_each_visitor_has_the_app_of_the_own_profile(browsers):
    anna, ben = await signed_in(await browsers()), await signed_in(await browsers(), "token-of-ben")
    async with (
        anna.ws_connect("/ws?width=100&height=30", headers=own(anna)) as one,
        ben.ws_connect("/ws?width=99999&height=x&profile=anna", headers=own(ben)) as other,
    ):
        assert (await painted(one, ";")).startswith("anna ")
        seen = await painted(other, ";")
        assert seen.startswith("ben ") and seen.endswith(" 500x24;")


async def test_keys_sizes_and_pings_are_passed_on(browsers):
    browser = await signed_in(await browsers())
    async with browser.ws_connect("/ws", headers=own(browser)) as socket:
        assert (await painted(socket, ";")).endswith(" 80x24;")
        await socket.send_json(["stdin", "é😀"])
        assert await painted(socket, ";") == "D é😀 2;"
        await socket.send_json(["resize", {"width": 10**9, "height": -1}])
        assert '"width": 500, "height": 1' in await painted(socket, ";")
        await socket.send_json(["blur"])
        assert '{"type": "blur"}' in await painted(socket, ";")
        await socket.send_json(["ping", "17"])
        assert (await socket.receive_json()) == ["pong", "17"]


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "[]",
        '["stdin"]',
        '["stdin", 1]',
        '["stdin", "\\ud800"]',
        '["resize", {"width": "9", "height": 9}]',
        '["resize", {"width": 9, "height": 9, "more": ' + "[" * 100_000,
        '["other", "1"]',
        "[" * 100_000,
    ],
    ids=range(10),
)
async def test_what_the_page_never_sends_is_dropped(browsers, sent):
    browser = await signed_in(await browsers())
    async with browser.ws_connect("/ws", headers=own(browser)) as socket:
        await painted(socket, ";")
        await socket.send_str(sent)
        await socket.send_bytes(b"bytes")
        await socket.send_json(["stdin", "a"])
        assert await painted(socket, ";") == "D a 1;"


async def test_an_app_opens_no_page_and_delivers_no_file(browsers):
    browser = await signed_in(await browsers())
    async with browser.ws_connect("/ws", headers=own(browser)) as socket:
        await painted(socket, ";")
        await socket.send_json(["stdin", "open"])
        assert await painted(socket, ";") == "D asked 5;"  # nothing came before it
    assert (await browser.get("/download/k")).status == 404


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "https://127.0.0.1"])
async def test_only_the_servers_own_page_connects(browsers, origin):
    browser = await signed_in(await browsers())
    with pytest.raises(WSServerHandshakeError) as refused:
        await browser.ws_connect("/ws", headers={} if origin is None else {"Origin": origin})
    assert refused.value.status == 403


async def test_one_visitor_too_many_is_told_so_until_a_place_is_free(browsers):
    anna = await signed_in(await browsers(at_once=1))
    ben = await browsers()
    async with anna.ws_connect("/ws", headers=own(anna)) as socket:
        await painted(socket, ";")
        answer = await ben.get("/?token=token-of-ben")
        assert answer.status == 503 and "No place is free" in await answer.text()
        with pytest.raises(WSServerHandshakeError) as refused:
            await ben.ws_connect("/ws", headers=own(ben))
        assert refused.value.status == 503
    async with asyncio.timeout(30):
        while (await ben.get("/")).status == 503:  # until anna's app has ended
            await asyncio.sleep(0.01)
    async with ben.ws_connect("/ws", headers=own(ben)) as socket:
        assert (await painted(socket, ";")).startswith("ben ")


async def test_with_all_places_taken_a_visitors_newest_page_has_the_place_of_his_oldest(browsers):
    anna = await signed_in(await browsers(at_once=1))
    older = await anna.ws_connect("/ws", headers=own(anna))
    first = (await painted(older, ";")).split()[1]
    assert (await anna.get("/")).status == 200  # reloaded: the page before it is still connected
    async with anna.ws_connect("/ws", headers=own(anna)) as newer:
        assert (await painted(newer, ";")).split()[1] != first
        assert (await older.receive()).type is WSMsgType.CLOSE
        await _gone(int(first))


async def test_an_app_ends_with_its_socket_and_the_socket_with_its_app(browsers):
    browser = await signed_in(await browsers())
    async with browser.ws_connect("/ws", headers=own(browser)) as socket:
        process = int((await painted(socket, ";")).split()[1])
    await _gone(process)
    async with browser.ws_connect("/ws", headers=own(browser)) as socket:
        await painted(socket, ";")
        await socket.send_json(["stdin", "quit"])
        assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_an_app_that_does_not_end_is_killed(browsers, monkeypatch):
    monkeypatch.setattr("tui.web.visitor_app.MOST_SECONDS", 0.2)
    browser = await signed_in(await browsers())
    async with browser.ws_connect("/ws", headers=own(browser)) as socket:
        process = int((await painted(socket, ";")).split()[1])
        await socket.send_json(["stdin", "hang"])
    await _gone(process)


async def test_the_end_of_the_server_ends_the_apps():
    served = TestServer(server().application())
    browser = TestClient(served, cookie_jar=CookieJar(unsafe=True))
    await browser.start_server()
    socket = await (await signed_in(browser)).ws_connect("/ws", headers=own(browser))
    process = int((await painted(socket, ";")).split()[1])
    closing = asyncio.create_task(served.close())
    assert (await socket.receive()).type is WSMsgType.CLOSE
    await closing
    await _gone(process)
    await browser.close()


async def _gone(process: int) -> None:
    async with asyncio.timeout(30):
        while _runs(process):
            await asyncio.sleep(0.01)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
