"""Keys act in the order they came, each on what the ones before it did.

Textual sends a key to the widget that has the focus as the key arrives; what the key does (to the focus, to the hits of
a search) is done some messages later. Keys that come in one burst, over a slow connection, from a macro or from a paste
without brackets, would overtake those messages: the letters behind "/" would reach the list as commands, and Enter
would like a hit of the previous text. So a key waits here until the messages of the one before it have been handled.
It waits for nothing that takes time: not for a mark, a ranking or a paint.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from textual import events
from textual.app import App
from textual.dom import DOMNode

_PATIENCE = 1.0
"""Seconds after which the next key goes on in any case: a widget that handles no more messages must not take the
keyboard away."""

_START = 5.0
"""Seconds after which the first key goes on in any case, for a home that cannot be read."""
_LOOK = 0.01
"""Seconds between two looks at whether the screen's workers have ended, or the first key can act."""
_PAINT = 0.1
"""Seconds between two paints while keys are waiting; a paint takes longer than what most keys do."""

_INPUT = (events.InputEvent, events.Paste, events.AppFocus, events.AppBlur)


@dataclass
class _Turn:
    """One event whose messages are on their way. They are followed from the widget that had the focus up to the app:
    once behind the event itself, once behind what the widget and the app's bindings made of it, and again for as long
    as the focus moves on."""

    place: DOMNode
    rounds: int = 0


class OrderedInput(App[int]):
    """An app that handles one key, paste or click at a time."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._waiting: deque[events.Event] = deque()
        self._turn: _Turn | None = None
        self._unpainted = ExitStack()
        """Holds the paints back while keys are waiting."""
        self._unpainted_since: float | None = None
        self._begun = False
        self._held_since: float | None = None
        """When the first event came."""

    @property
    def is_ready(self) -> bool:
        """Whether it is known where the first key goes; keys typed earlier wait for that, but not for long."""
        return True

    @property
    def is_quiet(self) -> bool:
        """Whether all that was typed has been handled."""
        return self._turn is None and not self._waiting

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, _INPUT) or event.is_forwarded:
            await super().on_event(event)
            return
        self._waiting.append(event)
        if self._begun:
            await self._let_through()
        elif self._held_since is None:
            self._look_whether_ready()

    async def _let_through(self) -> None:
        """Handle the waiting events up to the first one whose messages the others have to wait for."""
        while self._waiting and self._turn is None:
            event = self._waiting.popleft()
            if isinstance(event, events.MouseMove) or not self.screen_stack:
                await super().on_event(event)
                continue
            turn = self._turn = _Turn(self._place)
            way = self._way(turn)
            loop = asyncio.get_running_loop()
            loop.call_later(_PATIENCE, self._end, turn)
            self._pace(loop.time())
            await super().on_event(event)
            self._follow(turn, way)

    def _look_whether_ready(self) -> None:
        """Begin once the first key can act, behind the focus that may be on its way."""
        loop = asyncio.get_running_loop()
        self._held_since = self._held_since or loop.time()
        if self.is_ready or loop.time() - self._held_since > _START:
            self.call_later(self._begin)
        else:
            loop.call_later(_LOOK, self._look_whether_ready)

    async def _begin(self) -> None:
        self._begun = True
        await self._let_through()

    def _pace(self, now: float) -> None:
        """Hold back the paint of what this event does if another one is waiting."""
        if self._unpainted_since is not None and (not self._waiting or now - self._unpainted_since > _PAINT):
            self._unpainted.close()
            self._unpainted_since = None
        elif self._unpainted_since is None and self._waiting:
            self._unpainted.enter_context(self.batch_update())
            self._unpainted_since = now

    @property
    def _place(self) -> DOMNode:
        """Where the next key goes."""
        return self.focused or self.screen

    def _way(self, turn: _Turn) -> Sequence[DOMNode]:
        """The nodes that the messages of a widget pass, ending with the app; a screen that was closed has left it."""
        return [*(node for node in turn.place.ancestors_with_self if node is not self), self]

    def _follow(self, turn: _Turn, way: Sequence[DOMNode]) -> None:
        """Go the way behind the messages that are on it, past nodes that are closing."""
        for at, node in enumerate(way, start=1):
            if node.call_later(self._passed, turn, way[at:]):
                return

    def _passed(self, turn: _Turn, left: Sequence[DOMNode]) -> None:
        if left:
            self._follow(turn, left)
            return
        turn.rounds += 1
        if turn.rounds == 1 or (self.screen_stack and self._place is not turn.place):
            turn.place = turn.place if turn.rounds == 1 else self._place
            self._follow(turn, self._way(turn))
        else:
            self._finish(turn)

    def _finish(self, turn: _Turn) -> None:
        """End the turn once the screen has no workers left: the command palette looks for commands in one."""
        if turn is self._turn and any(work.node is self.screen and work.is_running for work in self.workers):
            asyncio.get_running_loop().call_later(_LOOK, self._finish, turn)
        else:
            self._end(turn)

    def _end(self, turn: _Turn) -> None:
        if turn is self._turn:
            self._turn = None
            self.call_later(self._let_through)
