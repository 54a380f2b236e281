# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a network profile, and what is not believed to be one."""

from __future__ import annotations

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import Garbled, NotFound
from ansible_collections.hoody.cloud.plugins.module_utils._container.reading import Reading
from ansible_collections.hoody.cloud.plugins.module_utils._http.deadline import Deadline
from ansible_collections.hoody.cloud.plugins.module_utils._network.reading import NETWORK_READING, read

from ..scripted import failure, scene, success
from ..strategies import ID


def test_a_profile_says_whose_it_is() -> None:
    there = scene(success({"configured": True, "type": "block", "container_id": "another"}))
    assert read(there.client, ID) == {"configured": True, "type": "block", "container_id": ID}
    assert there.transport.lines == [f"GET /containers/{ID}/network"]


def test_whoever_has_little_time_gets_no_more() -> None:
    there = scene(success({"configured": False}))
    read(there.client, ID, Deadline(5, there.clock))
    assert there.transport.sent[0].seconds == 5


@pytest.mark.parametrize("data", [None, [], "text", {"type": 5}, {"proxy": "http://[half"}, {"dns_servers": "1.1.1.1"}])
def test_what_is_no_profile(data: object) -> None:
    with pytest.raises(Garbled, match="answered 200: a success with"):
        read(scene(success(data), api_retries=0).client, ID)


def test_a_container_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        read(scene(failure(404, "Container not found")).client, ID)


def test_a_question_is_one_thing_that_a_container_has() -> None:
    assert isinstance(NETWORK_READING, Reading)
    told = NETWORK_READING.present(
        {"configured": True, "type": "http", "proxy": "http://me:pass@host:1", "container_id": ID}
    )
    assert (told["container_id"], told["proxy"]) == (ID, "http://host:1")
