"""The app in a real browser: sign in, search, like, see the list; a wrong token is refused."""

from __future__ import annotations

import os
import re
import signal
import subprocess

import pytest

from engine.profiles.marks import MarkLog
from tests.tui.web import chromium

pytestmark = pytest.mark.servers


@pytest.fixture(autouse=True)
def browser_is_here():
    if chromium.executable() is None:
        how = "Chromium is not installed (Debian: apt install chromium)"
        if os.environ.get("MOVIEREC_REQUIRE_SERVERS") == "1":
            pytest.fail(f"a browser is required (MOVIEREC_REQUIRE_SERVERS=1) but {how}")
        pytest.skip(f"needs a browser: {how}")


@pytest.fixture
def served(background, toy_home):
    """The link of the profile `web`; the server ends with the test."""
    server = background(
        "--home", toy_home, "serve", "--port", "0", "--profile", "web", stderr=subprocess.PIPE, text=True
    )
    lines = iter(server.stderr.readline, "")
    yield next(found[1] for line in lines if (found := re.match(r"web: (http\S+)", line)))
    server.send_signal(signal.SIGINT)
    assert server.wait(60) == 0


async def test_a_visitor_signs_in_searches_likes_and_sees_the_list(served, toy_home, tmp_path):
    address, _, token = served.partition("?token=")
    async with chromium.page(tmp_path) as page:
        await page.open(address)
        await page.until_focused("input[name=token]")
        assert "Sign in" in await page.text()
        await page.press("not-the-token")
        await page.press("Enter")
        await page.until_told("no such token")
        await page.until_focused("input[name=token]")  # what is typed before that is lost
        assert await page.evaluate("location.pathname") == "/sign-in"

        await page.press(token)
        await page.press("Enter")
        await page.until_shown("The Godfather")
        assert await page.evaluate("location.href") == address

        await page.press("/")
        await page.press("solaris")
        await page.until_shown("SEARCH   2 films")
        await page.press("Enter")
        await page.until_shown("liked Solaris")
        await page.press("Escape")
        await page.until_shown("FOR YOU   because of 1 film")
        assert "Alien" in await page.screen()
        with MarkLog(toy_home / "marks.db") as log:
            assert [(mark.title, mark.year, mark.opinion) for mark in log.marks("web")] == [("Solaris", 1972, "like")]

        await page.press("?")
        await page.until_shown("Clear all marks on the film")
        assert "profile" not in await page.screen() and "data set" not in await page.screen()
        await page.press("Escape")
        await page.until_gone("Clear all marks on the film")
        await page.press("q")
        await page.until_told("The session has ended.")

        elsewhere = [url for url in page.requested if not re.match(rf"(http|ws)://{re.escape(address[7:])}", url)]
        assert elsewhere == []
        assert [error for error in page.failed if "403" not in error] == []


async def test_a_link_signs_in_at_once_and_is_not_kept_in_the_address(served, tmp_path):
    address, _, token = served.partition("?token=")
    async with chromium.page(tmp_path) as page:
        await page.open(served)
        await page.until_shown("Alien")
        assert await page.evaluate("location.href") == address
        assert not any(token in url for url in await page.history())
        assert await page.evaluate("document.cookie") == ""

        await page.open(address)  # reloaded: the place of the page before it is free
        await page.until_shown("Alien")
        assert page.failed == []
