# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows from one line of a table of members."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, StrictStr, ValidationError

from tests.emulator.wire.bodies import Taken
from tests.emulator.wire.switches import Switches, active_switches
from tests.emulator.wire.table import Table, member

BOX = Table(
    "Box",
    "Invented.",
    member("id", str),
    member("label", str, taken="create update", limits={"max_length": 5}),
    member("note", str, null=True, taken="create update"),
    member("kind", Literal["open", "shut"], default="open", taken="create"),
    member("tags", list[str], default=[], taken="create update"),
    member("ramp", bool, default=True, taken="create", known=lambda switches: switches.newer_fields),
    member("owner", str, "owner", taken={"create": Taken(Annotated[StrictStr, Field(min_length=2)], "me", "Whose.")}),
)
CREATION = BOX.body("create", "BoxCreate", "Invented.", member("dry", bool, default=False, taken="create"))
UPDATE = BOX.body("update", "BoxUpdate", "Invented.", empty=False)
DEFAULTS: dict[str, Any] = {
    "id": "b1",
    "label": "a",
    "note": None,
    "kind": "open",
    "tags": [],
    "ramp": True,
    "owner": "me",
}


def kept(**sent: Any) -> dict[str, Any]:
    """A box as a reply shows it after a creation."""
    body = CREATION.model_validate(sent)
    box = SimpleNamespace(id="b1", owner=body["owner"], values={})
    BOX.keep(body, box.values)
    return BOX.render(box, Switches())


def test_what_is_sent_is_kept_and_shown() -> None:
    sent = {"label": "x", "note": "y", "kind": "shut", "tags": ["t"], "ramp": False, "owner": "you"}
    assert kept(**sent, dry=True, more=1) == {"id": "b1", **sent}
    assert kept(label="a") == DEFAULTS


def test_an_update_touches_what_it_names() -> None:
    values = {"label": "a", "note": "old"}
    BOX.keep(UPDATE.model_validate({"note": None, "kind": "shut", "owner": "you"}), values)
    assert values == {"label": "a", "note": None}, "kind and owner are taken by create only"


@pytest.mark.parametrize(
    "body,sent",
    [
        (CREATION, {}),
        (CREATION, {"label": None}),
        (CREATION, {"label": "abcdef"}),
        (CREATION, {"label": "a", "kind": "ajar"}),
        (CREATION, {"label": "a", "tags": [1]}),
        (CREATION, {"label": "a", "ramp": "true"}),
        (CREATION, {"label": "a", "owner": "x"}),
        (UPDATE, {}),
        (UPDATE, {"label": None}),
    ],
)
def test_what_a_body_refuses(body: Any, sent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        body.model_validate(sent)


def test_a_list_is_nobody_elses() -> None:
    first, second = (CREATION.model_validate({"label": "a"}) for _time in range(2))
    first["tags"].append("t")
    assert second["tags"] == []


def test_an_older_revision_ignores_whatever_is_sent() -> None:
    older = Switches(newer_fields=False)
    token = active_switches.set(older)
    try:
        body = CREATION.model_validate({"label": "a", "ramp": "no boolean"})
    finally:
        active_switches.reset(token)
    assert "ramp" not in body.sent
    assert "ramp" not in BOX.render(SimpleNamespace(id="b1", owner="me", values={"label": "a"}), older)


def test_the_schemas() -> None:
    creation, update = CREATION.model_json_schema(), UPDATE.model_json_schema()
    assert creation["required"] == ["label"]
    assert "required" not in update
    assert creation["properties"]["label"] == {"maxLength": 5, "title": "Label", "type": "string"}
    assert creation["properties"]["owner"]["description"] == "Whose."
    assert creation["properties"]["note"]["default"] is None
    assert set(update["properties"]) == {"label", "note", "tags"}
    assert "dry" in creation["properties"]
    assert BOX.model.model_json_schema()["properties"]["label"] == {"title": "Label", "type": "string"}
