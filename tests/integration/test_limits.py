# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a hostile or broken server can do: nothing lasts longer, is larger or is believed more than it should."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings

from .hostile import HEAD, Answer, bomb, endless, hostile, page, says, whole
from .playbook import Ansible, container_info
from .tls import server_context

REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example.net/\r\n"
IDENTITY = "65a1b2c3d4e5f6070000%04x"


def settings(url: str, **named: Any) -> Settings:
    """Of one quick try."""
    return Settings("hdy_x", "the test", api_url=url, **{"api_retries": 0, "api_timeout": 0.4, **named})


def failure(answer: Answer, context: ssl.SSLContext | None = None, **named: object) -> str:
    """What a listing of containers says about a server like this."""
    with hostile(answer, context, "localhost") as (url, _asked):
        client = Client(settings(url, **named))
        with client, pytest.raises(ApiError) as problem:
            client.list_all("/containers/", "containers")
        return str(problem.value)


ENDLESS = {
    "100 Continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "slow 100 Continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
    "status line": endless(b"HTTP/1.1 200 ", b"O", 0.05),
    "header": endless(HEAD + b"X-Long: ", b"a", 0.05),
    "chunk extension": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a", 0.05),
    "chunks": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 0.05),
    "trailers": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n", 0.05),
    "body": endless(HEAD + b"Content-Length: 1000000\r\n\r\n", b" ", 0.05),
    "body of a redirect": endless(REDIRECT + b"Content-Length: 1000000\r\n\r\n", b" ", 0.05),
    "silence": endless(b"", b"", 0.05),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_what_never_ends_is_ended(kind: str) -> None:
    began = time.monotonic()
    assert "failed: no complete reply in time." in failure(ENDLESS[kind])
    assert time.monotonic() - began < 0.4 + 2


@pytest.mark.parametrize("kind", ["100 Continue", "header", "body"])
def test_what_never_ends_is_ended_in_tls(kind: str, tmp_path: Path) -> None:
    context, bundle = server_context(tmp_path)
    began = time.monotonic()
    assert "failed: no complete reply in time." in failure(ENDLESS[kind], context, ca_path=bundle)
    assert time.monotonic() - began < 0.4 + 2


def test_a_proxy_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with hostile(ENDLESS["header"]) as (proxy, _asked):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        began = time.monotonic()
        with Client(settings("https://api.example.invalid")) as client, pytest.raises(ApiError, match="in time"):
            client.get("/servers")
    assert time.monotonic() - began < 0.4 + 2


BOMB = bomb(64)


FLOODS = {
    "body": endless(HEAD + b"\r\n", b" " * 1_000_000),
    "body of a redirect": endless(REDIRECT + b"\r\n", b" " * 1_000_000),
    "chunks": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"100000\r\n" + b" " * 0x100000 + b"\r\n"),
    "gzip": says(BOMB),
    "gzip of a failure": says(BOMB.replace(b"200 OK", b"500 Oh", 1)),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_what_is_too_large_is_not_read(kind: str) -> None:
    answer = FLOODS[kind]
    tracemalloc.start()
    try:
        said = failure(answer, api_timeout=30)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "failed: the reply is larger than 16 MiB." in said
    assert "tries" not in said
    assert peak < 100 << 20


WRONG = {
    "deep": (says(whole(b'{"data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")), "JSON that is nested too deep"),
    "less deep": (says(whole(b'{"data": ' + b'{"a":' * 400 + b"1" + b"}" * 401)), "JSON that is nested too deep"),
    "many values": (says(whole(b'{"data": [' + b"[]," * 1_000_000 + b"1]}")), "more than 1000000 values"),
    "packed twice": (says(whole(b"{}", "200 OK", "Content-Encoding: gzip, gzip")), "compressed in a way that cannot"),
    "packed wrongly": (
        says(whole(b"{}", "200 OK", "Content-Encoding: gzip")),
        "compressed in a way that cannot be read",
    ),
    "no HTTP": (says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), "the reply is not valid HTTP"),
    "many headers": (says(HEAD + b"A: b\r\n" * 1000 + b"\r\n"), "the reply is not valid HTTP"),
    "long header": (says(HEAD + b"A: " + b"b" * 100_000 + b"\r\n\r\n"), "the reply is not valid HTTP"),
    "cut": (says(whole(json.dumps(page([])).encode())[:-9]), "the connection was closed before the reply"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_is_said(kind: str) -> None:
    answer, words = WRONG[kind]

    def once(connection: socket.socket, over: threading.Event) -> None:
        answer(connection, over)
        connection.shutdown(1)

    assert words in failure(once, api_timeout=20)


def test_brackets_in_texts_are_no_depth() -> None:
    containers = [{"id": IDENTITY % number, "comment": "[{" * 200} for number in range(3)]
    with hostile(says(page(containers))) as (url, _asked):
        client = Client(settings(url))
        with client:
            assert client.list_all("/containers/", "containers") == containers


def test_halves_of_characters_can_be_returned(ansible: Ansible) -> None:
    odd = {"id": IDENTITY % 1, "name": "x\ud800\x1b[31my", "comment": "\U0001f600", "\udfff": "\udc00"}
    with hostile(says(page([odd]))) as (url, _asked):
        outcome = ansible.run(container_info(), defaults={"api_url": url, "api_token": "hdy_x"}).succeeded()
    sound = {"id": IDENTITY % 1, "name": "x\ufffd\x1b[31my", "comment": "\U0001f600", "\ufffd": "\ufffd"}
    assert outcome[0]["containers"] == [sound]
    assert "\x1b[31m" not in outcome.output


def test_what_is_said_is_plain_and_not_endless() -> None:
    message = "\x1b]0;owned\x07\x1b[2J line\nbreak \u202egnp.exe " + "x" * 100_000
    refusal = {"statusCode": 400, "message": message, "data": [{"instancePath": "/a", "message": message}] * 50}
    said = failure(says(whole(json.dumps(refusal).encode(), "400 Bad")))
    assert said.isprintable()
    assert "]0;owned [2J line break ?gnp.exe xxx" in said
    assert len(said) < 10_000
