# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Listings of many pages, read while they change."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._client import Client
from ansible_collections.hoody.cloud.plugins.module_utils._settings import Settings

from tests.emulator.process import EmulatorProcess


@pytest.fixture
def client(emulator: EmulatorProcess) -> Iterator[Client]:
    """A client of the emulator."""
    with Client(Settings(emulator.token, "the test", api_url=emulator.url)) as connected:
        yield connected


@pytest.mark.parametrize("count", [0, 1, 100, 101, 1000])
def test_every_item_once_and_sorted(emulator: EmulatorProcess, client: Client, count: int) -> None:
    emulator.reset(empty=True)
    if count:
        emulator.bulk(count)
    emulator.clear_requests()
    identities = [item["id"] for item in client.list_all("/containers/", "containers")]
    assert len(identities) == count
    assert identities == sorted(set(identities))
    assert len(emulator.requests()) == max(1, -(-count // 100))


def test_nothing_that_stays_is_missed_while_others_go(emulator: EmulatorProcess, client: Client) -> None:
    """Deletions move later items to earlier pages, where a forward walk has been already."""
    emulator.reset(empty=True)
    emulator.switch(latency=0.02)
    emulator.bulk(1500)
    everything = client.list_all("/containers/", "containers")
    leaving = {item["id"] for item in everything[: 3 * 300 : 3]}
    staying = {item["id"] for item in everything} - leaving
    stop = threading.Event()

    def churn() -> None:
        for identity in sorted(leaving):
            if stop.is_set():
                return
            emulator.control("DELETE", f"/containers/{identity}")

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _walk in range(5):
            identities = [item["id"] for item in client.list_all("/containers/", "containers")]
            assert staying <= set(identities)
            assert len(identities) == len(set(identities))
    finally:
        stop.set()
        thread.join()
