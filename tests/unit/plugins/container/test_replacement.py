# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a container is known that is about to take the place of another, and what is lost with that one."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._container import model as container
from ansible_collections.hoody.cloud.plugins.module_utils._container import values
from ansible_collections.hoody.cloud.plugins.module_utils._container.replacement import (
    known_as,
    lacking,
    stand_in,
    unkept,
)
from ansible_collections.hoody.cloud.plugins.module_utils._text.placeholder import placeholder_in

from ..strategies import ID, KEYS

OLD = {"id": ID, "name": "web-1", "status": "running"}
WANTED = container.desired({"name": "web-1", "recreate": True})


def test_a_container_tells_whose_place_it_is_to_take() -> None:
    body = {"name": "web-1", "server_id": "x", "comment": "{{ mine }}", "ssh_public_key": KEYS[0]}
    first, rest = stand_in(OLD, body)
    assert rest == {"name": "web-1", "comment": "{{ mine }}", "ssh_public_key": KEYS[0]}
    # The old one still has the name and the key.
    assert first["name"] != "web-1"
    assert "ssh_public_key" not in first
    assert lacking(first) == rest
    assert known_as(first) == "web-1"
    assert values.read_name(first["name"]) == first["name"]


def test_a_long_comment_does_not_make_the_note_too_long() -> None:
    first, rest = stand_in(OLD, {"name": "web-1", "comment": "x" * 16000})
    assert len(first["comment"]) <= 16000
    assert len(rest["comment"]) == 16000
    assert lacking(first)["name"] == "web-1"


@pytest.mark.parametrize("name,comment", [("web-1", "mine"), ("replaces-" + ID, "mine"), ("web-1", None)])
def test_any_other_container_lacks_nothing(name: str, comment: str | None) -> None:
    first, _rest = stand_in(OLD, {"name": "web-2"})
    for found in (
        {"name": name, "comment": comment},
        {"name": name, "comment": comment and first["comment"][:-3]},
        {"name": "web-1", "comment": first["comment"]},
    ):
        assert lacking(found) == {}
        assert known_as(found) == found["name"]


@pytest.mark.parametrize("rest", ['"text"', '{"name": 1}', "[" * 100_000, "{"])
def test_a_note_of_somebody_else_is_none(rest: str) -> None:
    first, _rest = stand_in(OLD, {"name": "web-2"})
    prefix = first["comment"].partition("{")[0]
    assert lacking({**first, "comment": prefix + rest}) == {}


@pytest.mark.parametrize(
    "members,words",
    [
        ({"snapshot_count": 3}, ["3 snapshots"]),
        ({"proxy_domains_count": 1, "has_proxy_domains": True}, ["its proxy aliases"]),
        ({"proxy_permissions_scope": "both"}, ["its proxy permissions, which say who may use its services"]),
        ({"proxy_permissions_scope": "project", "has_proxy_permissions": True}, []),
        ({"volumes": {"data": {}}}, ["its volumes"]),
        ({"source_container_id": ID}, ["its tie to the container that it is a copy of"]),
        ({"environment_vars": {"B": None, "A": None}}, ["the values of A, B, which are hidden from this token"]),
        ({"environment_vars": {"A": "1"}, "snapshot_count": 0, "volumes": {}}, []),
    ],
)
def test_what_is_lost_is_named(members: dict[str, Any], words: list[str]) -> None:
    assert unkept({**OLD, **members}, WANTED) == words


@pytest.mark.parametrize(
    "text,found",
    [
        ("(hidden)", "(hidden)"),
        ("(hidden, changed)", "(hidden, changed)"),
        ("********", "********"),
        ("postgresql://me:********@db/shop", "********"),
        ("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"),
        ("socks5://$REDACTED$@proxy", "$REDACTED$"),
        ("******** WELCOME ********", None),
        ("a (hidden) door", None),
        ("*********", None),
        ("", None),
    ],
)
def test_what_stands_for_a_secret(text: str, found: str | None) -> None:
    assert placeholder_in(text) == found
