# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a task gives, nothing secret of it is in the result, and the sentence names the option and the item."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import connection_options
from ansible_collections.hoody.cloud.plugins.module_utils._api import client as _client
from ansible_collections.hoody.cloud.plugins.module_utils._attached import info as _info
from ansible_collections.hoody.cloud.plugins.module_utils._claim.resource import CLAIM_FILES
from ansible_collections.hoody.cloud.plugins.module_utils._container import model as _container
from ansible_collections.hoody.cloud.plugins.module_utils._container.finding import container_options
from ansible_collections.hoody.cloud.plugins.module_utils._fleet import model as _fleet
from ansible_collections.hoody.cloud.plugins.module_utils._http.exchange import TransportError
from ansible_collections.hoody.cloud.plugins.module_utils._network import model as _network
from hypothesis import given, settings
from hypothesis import strategies as st

from ..modules import result
from ..scripted import FakeTransport

Json = dict[str, Any]

SECRET = "s3cret-Zq81"
#: Nothing listens there.
NOWHERE = {"api_token": SECRET, "api_url": "http://127.0.0.1:9", "api_retries": 0}
SPECIFICATIONS = {
    "container": _container.options(),
    "container_claim": CLAIM_FILES.options(),
    "container_fleet": _fleet.options(),
    "container_info": _info.options(),
    "container_network": {**container_options(), **_network.options()},
}
#: What holds secrets in its declared shape too.
_SECRET = ("api_token", "proxy_password", "proxy_username", "environment_vars", "proxy")

_secret_text = st.sampled_from(
    [SECRET, f"me:{SECRET}@host", f"http://me:{SECRET}@host:x", f"A={SECRET}", json.dumps({"A": SECRET}), f"[{SECRET}"]
)
_misplaced = st.recursive(
    _secret_text | st.none() | st.booleans() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*_SECRET, "A", "x y"]), inner, max_size=3)
    ),
    max_leaves=5,
)
_no_scalar = _misplaced.filter(lambda value: isinstance(value, (dict, list)))


def _malformed(specification: Json) -> st.SearchStrategy[Json]:
    """Options with secrets wherever they do not belong, and where they do."""
    optional = {name: _value(name, entry) for name, entry in specification.items()}
    return st.fixed_dictionaries({}, optional={**optional, "unknown": _misplaced})


def _value(name: str, entry: Json) -> st.SearchStrategy[Any]:
    kind, options = entry["type"], entry.get("options")
    if options:
        inner = _malformed(options)
        return _misplaced | (st.lists(inner | _misplaced, max_size=3) if kind == "list" else inner)
    if name in _SECRET or kind in ("bool", "int", "float", "raw", "dict"):
        return _misplaced
    # A string where a string belongs is shown, whatever it is.
    return st.lists(_no_scalar) if kind == "list" else _no_scalar


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Well-formed options end quickly too."""
    problem = TransportError("unreachable", "connection refused", "Nothing listens at http://127.0.0.1:9.")
    monkeypatch.setattr(_client, "transport_for", lambda _settings: FakeTransport(problem))


@pytest.mark.parametrize("module", SPECIFICATIONS)
@settings(max_examples=40)
@given(data=st.data())
def test_nothing_secret_is_in_a_result_whatever_was_given(module: str, data: st.DataObject) -> None:
    options = data.draw(_malformed({**connection_options(), **SPECIFICATIONS[module]}))
    ended = result(module, {**NOWHERE, **options})
    assert SECRET not in json.dumps(ended)
    assert ended["msg"]


FLEET = {**NOWHERE, "project": "Shop"}
ITEM = {"name": "web-2", "environment_vars": {"A": SECRET}}
OPTIONS_SUCH = "must be a dictionary of options such as"
OF_ITEM = "of item 1 (web-2) of containers"
SENTENCES: list[tuple[Json, str]] = [
    ({"containers": ["web-1", "web-2"]}, f"Item 1 of containers {OPTIONS_SUCH} name, not a string."),
    ({"containers": [ITEM, None]}, f"Item 2 of containers {OPTIONS_SUCH} name, not empty (null)."),
    ({"containers": {"web-1": ITEM}}, "The option containers must be a list of dictionaries, not a dictionary."),
    ({"containers": "web-1,web-2"}, "The option containers must be a list of dictionaries, not a string."),
    ({"containers": [ITEM], "defaults": ["x"]}, f"The option defaults {OPTIONS_SUCH} state, not a list."),
    (
        {"containers": [{**ITEM, "network": "block"}]},
        f"The option network {OF_ITEM} {OPTIONS_SUCH} type, not a string.",
    ),
    (
        {"containers": [{**ITEM, "network": {"type": "block", "dns_servers": [{"a": SECRET}]}}]},
        f"Item 1 of dns_servers of network {OF_ITEM} must be a string, not a dictionary.",
    ),
    (
        {"containers": [{**ITEM, "environment_var": SECRET}]},
        "Item 1 (web-2) of containers has no option environment_var. Did you mean environment_vars?",
    ),
    (
        {"containers": [{**ITEM, "network": {"update_password": "never"}}]},
        f"The option update_password of network {OF_ITEM} must be one of on_create, always, not never.",
    ),
    (
        {"containers": [{**ITEM, "wait": SECRET + "!"}]},
        f"The option wait {OF_ITEM} must be true or false, not (hidden).",
    ),
]


@pytest.mark.parametrize("options,sentence", SENTENCES, ids=lambda value: value[:40] if isinstance(value, str) else "")
def test_the_sentence_names_the_option_and_the_item(options: Json, sentence: str) -> None:
    ended = result("container_fleet", {**FLEET, **options})
    assert ended["msg"] == sentence
    assert SECRET not in json.dumps(ended)


def test_what_is_well_formed_is_shown() -> None:
    network = {
        "type": "socks5",
        "proxy": f"socks5://me:{SECRET}@proxy.example.net:1080",
        "dns_servers": "1.1.1.1,8.8.8.8",
    }
    ended = result(
        "container_fleet",
        {**FLEET, "containers": [{**ITEM, "network": network, "wait": "yes"}, f"name=web-3 comment={'x' * 3}"]},
    )
    assert "127.0.0.1:9" in ended["msg"]
    shown = ended["invocation"]["module_args"]
    assert (shown["api_token"], shown["project"], shown["concurrency"]) == ("(hidden)", "Shop", 8)
    assert shown["containers"] == [
        {
            "name": "web-2",
            "environment_vars": {"A": "(hidden)"},
            "network": {
                "type": "socks5",
                "proxy": "socks5://proxy.example.net:1080",
                "dns_servers": ["1.1.1.1", "8.8.8.8"],
            },
            "wait": True,
        },
        {"name": "web-3", "comment": "xxx"},
    ]


def test_a_short_password_leaves_the_result_readable() -> None:
    options = {"container": "shop-api", "type": "http", "proxy": "http://p", "proxy_username": "me"}
    ended = result("container_network", {**NOWHERE, **options, "proxy_password": "GET"})
    assert "GET /api/v1/" in ended["msg"]
    assert ended["invocation"]["module_args"]["proxy_password"] == "(hidden)"
