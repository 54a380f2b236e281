# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings of many pages, read while they change."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings

from tests.emulator.process import EmulatorProcess


@pytest.fixture
def client(emulator: EmulatorProcess) -> Iterator[Client]:
    """A client of the emulator."""
    with Client(Settings(emulator.token, "the test", api_url=emulator.url)) as connected:
        yield connected


@pytest.mark.parametrize("count, requests", [(0, 1), (1, 1), (100, 2), (101, 2), (1000, 11)])
def test_every_item_once_and_sorted(emulator: EmulatorProcess, client: Client, count: int, requests: int) -> None:
    emulator.reset(empty=True)
    if count:
        emulator.bulk(count)
    emulator.clear_requests()
    identities = [item["id"] for item in client.list_all("/containers/", "containers")]
    assert len(identities) == count
    assert identities == sorted(set(identities))
    assert len(emulator.requests()) == requests


def test_nothing_that_stays_is_missed_among_ten_thousand(emulator: EmulatorProcess, client: Client) -> None:
    """Each deletion is balanced by a creation, so the total is always the same; and everything is renamed."""
    emulator.reset(empty=True)
    emulator.bulk(10_000)
    everything = [item["id"] for item in client.list_all("/containers/", "containers")]
    assert len(everything) == 10_000
    leaving = everything[:4000:4]
    staying = set(everything) - set(leaving)
    stop, churned = threading.Event(), threading.Event()

    def churn() -> None:
        for number, identity in enumerate(leaving):
            if stop.is_set():
                return
            emulator.control("DELETE", f"/containers/{identity}")
            emulator.put_container(project="Fleet", name=f"new-{number}")
            emulator.force(everything[-1 - number], name=f"renamed-{number}")
            churned.set()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        assert churned.wait(10)
        for _walk in range(2):
            identities = [item["id"] for item in client.list_all("/containers/", "containers")]
            assert staying <= set(identities)
            assert len(identities) == len(set(identities))
        assert thread.is_alive()
    finally:
        stop.set()
        thread.join()
