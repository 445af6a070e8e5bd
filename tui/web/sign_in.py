"""Who may come in: tokens become sessions, wrong ones are counted. No network in here, and the clock is given."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping

from engine.secret import Secret

ATTEMPTS = 10
"""Wrong tokens that an address may give within a minute."""
_MINUTE = 60.0
_MOST_SESSIONS = 1_000
"""Browsers that are signed in at once; the one that signed in first is forgotten beyond that."""


class TooManyAttempts(Exception):
    """The address has given too many wrong tokens; nothing it gives is looked at for `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class SignIn:
    """`tokens` has the token of each profile that is served. A session lasts until the server ends."""

    def __init__(self, tokens: Mapping[str, Secret], clock: Callable[[], float] = time.monotonic) -> None:
        self._tokens = {profile: token.reveal().encode() for profile, token in tokens.items()}
        self._clock = clock
        self._sessions: dict[str, str] = {}
        """The profile of each session."""
        self._wrong: dict[str, list[float]] = {}
        """When each address gave its wrong tokens of the last minute."""

    def sign_in(self, token: str, address: str) -> str | None:
        """A new session for the profile of `token`; None if there is no such token. Raises TooManyAttempts."""
        now = self._clock()
        self._forget(now)
        wrong = self._wrong.get(address, [])
        if len(wrong) >= ATTEMPTS:
            raise TooManyAttempts(wrong[0] + _MINUTE - now)
        given = token.strip().encode(errors="replace")
        # All are compared, each in constant time, so that the time tells nothing.
        matches = [profile for profile, kept in self._tokens.items() if hmac.compare_digest(kept, given)]
        if not matches:
            self._wrong[address] = [*wrong, now]
            return None
        session = secrets.token_urlsafe(32)
        while len(self._sessions) >= _MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        self._sessions[session] = matches[0]
        return session

    def profile(self, session: str | None) -> str | None:
        """The profile of a session; None if there is no such session."""
        return self._sessions.get(session) if session else None

    def _forget(self, now: float) -> None:
        """Drop the wrong tokens that are more than a minute old."""
        recent = {address: [at for at in times if now - at < _MINUTE] for address, times in self._wrong.items()}
        self._wrong = {address: times for address, times in recent.items() if times}
