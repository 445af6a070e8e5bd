"""A headless Chromium, driven over its DevTools protocol, and what a person sees and does in it."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

_KEEP_TERMINALS = """
window.terminals = [];
Object.defineProperty(Object.prototype, "_core", {
  configurable: true,
  set(core) {
    Object.defineProperty(this, "_core", { value: core, writable: true, configurable: true });
    if (this.buffer !== undefined && this.cols) window.terminals.push(this);
  },
});
"""
"""xterm.js paints on a canvas and keeps its terminal to itself; its class stores the inner one as `_core`."""
_SCREEN = """
(() => {
  const terminal = (window.terminals ?? [])[0];
  if (!terminal) return "";
  const shown = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, y) => shown.getLine(y)?.translateToString(true) ?? "").join("\\n");
})()
"""


def executable() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


class NotNow(Exception):
    """The browser could not answer, as between two pages."""


class Page:
    """One tab. `requested` are the addresses that it asked for, `failed` what scripts and requests complained of."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())
        self.requested: list[str] = []
        self.failed: list[str] = []

    async def prepare(self) -> None:
        for domain in ("Page", "Runtime", "Network", "Log"):
            await self.call(f"{domain}.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=_KEEP_TERMINALS)

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        answer = await asyncio.wait_for(self._answers[number], 60)
        if "error" in answer:
            raise NotNow(f"{method}: {answer['error']}")
        return answer["result"]

    async def evaluate(self, code: str) -> Any:
        found = await self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    async def open(self, address: str) -> None:
        await self.call("Page.navigate", url=address)
        await self.until(lambda: self.evaluate("document.readyState === 'complete' && location.href !== 'about:blank'"))

    async def press(self, keys: str) -> None:
        """Type characters, or one named key such as Enter."""
        for key in [keys] if keys in _NAMED else keys:
            code, text = _NAMED.get(key, (0, key))
            what = (
                {"key": key, "windowsVirtualKeyCode": code, "text": text}
                if text
                else {
                    "key": key,
                    "windowsVirtualKeyCode": code,
                }
            )
            await self.call("Input.dispatchKeyEvent", type="keyDown", **what)
            await self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    async def text(self) -> str:
        return str(await self.evaluate("document.body?.innerText ?? ''"))

    async def screen(self) -> str:
        """The lines of the terminal, as they are painted."""
        return str(await self.evaluate(_SCREEN))

    async def until(self, condition: Callable[[], Any], seconds: float = 60) -> None:
        give_up = time.monotonic() + seconds
        while True:
            with suppress(NotNow):
                if await condition():
                    return
            if time.monotonic() > give_up:
                raise AssertionError(f"never so; {self.failed}; {await self.text()}; {await self.screen()}")
            await asyncio.sleep(0.05)

    async def until_shown(self, words: str) -> None:
        async def shown() -> bool:
            return words in await self.screen()

        await self.until(shown)

    async def until_gone(self, words: str) -> None:
        async def gone() -> bool:
            return words not in await self.screen()

        await self.until(gone)

    async def until_told(self, words: str) -> None:
        """Wait until the page itself says `words`, outside the terminal."""

        async def told() -> bool:
            return words in await self.text()

        await self.until(told)

    async def until_focused(self, selector: str) -> None:
        """Wait until the page is complete and what it types into is the element of that selector."""
        there = f"document.readyState === 'complete' && document.activeElement?.matches({json.dumps(selector)})"
        await self.until(lambda: self.evaluate(there))

    async def history(self) -> list[str]:
        """The addresses that the back button would go through."""
        return [entry["url"] for entry in (await self.call("Page.getNavigationHistory"))["entries"]]

    async def close(self) -> None:
        self._reader.cancel()
        await self._socket.close()

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said)
            elif said["method"] == "Network.requestWillBeSent":
                self.requested.append(said["params"]["request"]["url"])
            elif said["method"] == "Network.webSocketCreated":
                self.requested.append(said["params"]["url"])
            elif said["method"] == "Runtime.exceptionThrown":
                self.failed.append(str(said["params"]["exceptionDetails"]))
            elif said["method"] == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
                self.failed.append(str(said["params"]["entry"]))


_NAMED = {"Enter": (13, "\r"), "Escape": (27, ""), "ArrowDown": (40, ""), "Tab": (9, "")}


@asynccontextmanager
async def page(profile: Path) -> AsyncIterator[Page]:
    """A tab of a new browser, whose files are in the folder `profile`."""
    path = executable()
    assert path is not None
    command = [
        path,
        "--headless=new",
        "--no-sandbox",  # CI runs as root, where it has none
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--window-size=1200,800",
        "--remote-debugging-port=0",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    environment = {**os.environ, "HOME": str(profile)}
    with (profile / "output").open("wb") as output:
        browser = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        port = await _port(profile / "DevToolsActivePort", browser)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                tab = next(one for one in await answer.json(content_type=None) if one["type"] == "page")
            made = Page(await session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0))
            await made.prepare()
            yield made
            await made.close()
    finally:
        browser.terminate()
        try:
            browser.wait(20)
        except subprocess.TimeoutExpired:
            browser.kill()
            browser.wait()


async def _port(file: Path, browser: subprocess.Popen[bytes]) -> int:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and browser.poll() is None:
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        await asyncio.sleep(0.05)
    raise AssertionError((file.parent / "output").read_text(errors="replace"))
