# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Masking hides what is secret and leaves what the API explains."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._text.plain import HIDDEN
from ansible_collections.hoody.cloud.plugins.module_utils._text.secrets import (
    can_be_masked,
    masked,
    shown_url,
    url_secrets,
    without_userinfo,
)
from hypothesis import given
from hypothesis import strategies as st

#: What the API says, from its published messages.
EXPLANATIONS = (
    "/environment_vars/DEBUG must NOT have fewer than 1 characters",
    "Validation failed: /comment must NOT have more than 16000 characters",
    "Container name already in use within the project",
    '/color must match pattern "^#?[0-9A-F]{3,6}$"',
    "This SSH public key is already in use. SSH public keys must be unique per container.",
    "must be equal to one of the allowed values: socks5, http, https, block",
    "Container must be running to perform this operation",
)
WORDS = {word.strip(",.:") for text in EXPLANATIONS for word in text.split()}


@pytest.mark.parametrize("text", EXPLANATIONS)
def test_the_explanation_is_left(text: str) -> None:
    values = {"1", "", "true", "DEBUG", "info", "/comment", "environment_vars", "public key", *WORDS}
    values -= {"/environment_vars/DEBUG", '"^#?[0-9A-F]{3,6}$"'}
    assert masked(text, values) == text


@given(st.text(min_size=6, max_size=40), st.sampled_from(["'%s' is not allowed", '"%s"', "value %s!", "KEY=%s;x"]))
def test_a_value_that_the_api_quotes_is_hidden(value: str, frame: str) -> None:
    secret = "x9-" + value
    for quoted in (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
        assert masked(frame % quoted, {secret}) == frame % HIDDEN


def test_the_beginning_of_a_long_value_is_hidden() -> None:
    secret = "a-secret-with-some-length-" * 40
    assert masked(f"'{secret[:50]}...' is too long", {secret}) == f"'{HIDDEN}...' is too long"


def test_a_value_that_looks_like_a_word_is_hidden_as_a_word() -> None:
    assert (
        masked("contain: a container contains 'contain'", {"contain"}) == f"{HIDDEN}: a container contains '{HIDDEN}'"
    )


@given(
    st.text("abc:/@%#?[] \n", max_size=20),
    st.text("xyzäß-_.~", min_size=6),
    st.sampled_from(["", "http://", "socks5:", "//"]),
)
def test_no_password_is_left_in_a_url(before: str, password: str, scheme: str) -> None:
    for form in (password, quote(password, safe="")):
        for url in (
            f"{scheme}me:{form}@host:1080",
            f"{scheme}{before}{form}@host",
            f"{scheme}me:{before}{form}{before}@h",
        ):
            assert form not in shown_url(url)
    assert password in url_secrets(f"{scheme}me:{quote(password, safe='')}@host:1080")


@pytest.mark.parametrize(
    "url,shown",
    [
        ("socks5://me:s3cret@proxy.example.net:1080", "socks5://proxy.example.net:1080"),
        ("http://[::1]:3128/path", "http://[::1]:3128/path"),
        ("user:s3cret@host:1080", HIDDEN),
        ("http://host/?password=s3cret", HIDDEN),
        (["http://host"], HIDDEN),
    ],
)
def test_what_is_shown_of_a_url(url: object, shown: str) -> None:
    assert shown_url(url) == shown


@pytest.mark.parametrize(
    "secret,can",
    [("short", False), ("running", False), ("public key", False), ("s3cret-Zq81", True), ("a b c d", True)],
)
def test_what_can_be_masked(secret: str, can: bool) -> None:
    assert can_be_masked(secret) is can


@pytest.mark.parametrize(
    "url,without",
    [
        (None, None),
        ("", ""),
        ("http://host:1", "http://host:1"),
        ("http://me:s3cret@host:1", "http://host:1"),
        ("me:s3@cret@host", "host"),
        ("http://me:s3cret@[::1", "http://[::1"),
    ],
)
def test_a_url_without_its_user(url: str | None, without: str | None) -> None:
    assert without_userinfo(url) == without
