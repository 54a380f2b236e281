# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One of many containers by its name; what surrounds that is tested with ``finding`` and with the lookup."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import InputError
from ansible_collections.hoody.cloud.plugins.module_utils._container.choosing import called, living, one_called
from ansible_collections.hoody.cloud.plugins.module_utils._container.replacement import stand_in


def container(identity: str, name: str, status: str = "running", **more: Any) -> dict[str, Any]:
    """As the listing shows it."""
    return {"id": identity, "name": name, "status": status, "project_id": "p", "project_alias": "Shop", **more}


OLD, DYING = container("1" * 24, "web"), container("2" * 24, "web", "deleting")
BUILT = {"id": "3" * 24, **stand_in(OLD, {"name": "web"})[0]}


def test_the_living_come_first() -> None:
    assert one_called("web", [DYING, OLD]) is OLD
    assert one_called("web", [DYING]) is None
    assert (living([DYING, OLD]), called("web", [DYING, OLD])) == ([OLD], [DYING, OLD])


def test_what_is_about_to_get_a_name_has_it_once_nobody_else_does() -> None:
    assert one_called("web", [OLD, BUILT]) is OLD
    assert one_called("web", [DYING, BUILT]) is BUILT


def test_a_name_of_several_is_told_with_their_places() -> None:
    other = container("4" * 24, "web", project_alias=None)
    with pytest.raises(InputError, match=f"ambiguous.*{'1' * 24} in Shop, {'4' * 24} in p\\."):
        one_called("web", [OLD, other])
