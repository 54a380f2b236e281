# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets inside of text: which of them can be replaced without making the text unreadable, and how. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from itertools import takewhile
from urllib.parse import unquote

from .plain import HIDDEN

#: Shorter values are parts of ordinary words and numbers.
SHORTEST = 6
# A server may quote only the beginning of a long value.
_HEAD = 12
# Words in which the API explains itself: in its own messages (API notes 1.2, 1.3, 5 to 7), in those of JSON schema, and
# in the names of members.
_API_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        access account active additional alias allowed already an and array authentication authorization
        autostart available be between body boolean bypass cache cannot changed character characters city client
        code color comment concurrent configuration conflict container containers content country created
        credentials current deleted deleting denied dev disabled dns domain duplicate empty enabled environment
        equal error exceeded existing expected expired external failed failure fewer field filter for forbidden
        format found have header hoody hostname hosts ids image in internal invalid is items key kit least
        length limit limits line login match matches maximum member message method minimum missing more most
        must name network not number object of one only operation or password pattern paused pending per perform
        permission permissions please prespawn private project projects properties property proxy public quota
        ramdisk reached realm received refused region request required reserved resource resources response
        restart running schema server servers service settings shorter single socks5 source ssh started starting status
        stopped stopping string than the this to token type types unable unauthorized unavailable unexpected
        unique unknown update updated use used username using validation value values variable variables vars
        version with within without
        """,
    )
)
_URL = r"([a-z][a-z0-9+.-]*://)(?:[^@/?#\s]*@)?((?:[\w.-]+|\[[\w.:%]+\])(?::\d*)?(?:/[\w./-]*)?)"
_BETWEEN = " _/.:-"
_MOST_WORDS = 3


def can_be_masked(secret: str) -> bool:
    """Whether replacing the value leaves a text readable: it is neither short nor made of words of the API."""
    if len(secret) < SHORTEST:
        return False
    words = re.split(f"[{_BETWEEN}]+", secret.strip(_BETWEEN).lower())
    return len(words) > _MOST_WORDS or not set(words) <= _API_WORDS


def masked(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, as far as they can be masked. What looks like a word is replaced as a word."""
    forms = {form for secret in filter(can_be_masked, secrets) for form in _quoted(secret)}
    for form in sorted(forms, key=len, reverse=True):
        if form.isalnum():
            text = re.sub(rf"(?<![^\W_]){re.escape(form)}(?![^\W_])", HIDDEN, text)
        else:
            text = text.replace(form, HIDDEN)
    for form in forms:
        text = _without_beginnings(text, form)
    return text


def _quoted(secret: str) -> tuple[str, ...]:
    """The forms in which a server may quote a value."""
    return secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]


def _without_beginnings(text: str, secret: str) -> str:
    """The text without what a server has quoted only the beginning of."""
    if len(secret) < 2 * _HEAD:
        return text
    start = text.find(secret[:_HEAD])
    while start >= 0:
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(text[start:], secret))
        end = start + len(list(alike))
        text = text[:start] + HIDDEN + text[end:]
        start = text.find(secret[:_HEAD], start + len(HIDDEN))
    return text


def without_userinfo(url: str | None) -> str | None:
    """The URL without user and password, also where it is not a valid one."""
    if not url or "@" not in url:
        return url
    before, slashes, _userinfo = url.rpartition("@")[0].partition("//")
    return (before + slashes if slashes else "") + url.rpartition("@")[2]


def url_secrets(url: str | None) -> set[str]:
    """The passwords in a URL, which need not be a valid one, and its user and password: as they stand and decoded."""
    before, at, _host = (url or "").rpartition("@")
    if not at:
        return set()
    userinfo = before.partition("//")[2] if "//" in before else before
    parts = userinfo.split(":")
    found = {userinfo, *(":".join(parts[number:]) for number in range(1, len(parts)))} if len(parts) > 1 else set()
    return {text for raw in found for text in (raw, unquote(raw)) if text}


def shown_url(url: object) -> str:
    """The URL without credentials; all of it is hidden if it is not plainly scheme, host, port and path."""
    parts = re.fullmatch(_URL, str(url), re.IGNORECASE)
    return "".join(parts.groups()) if parts else HIDDEN
