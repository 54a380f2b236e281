# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copy, sync and KVM of a container (API notes part 2, F.1 to F.3)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StrictStr

from ..wire.bodies import Id
from ..wire.table import Table, member
from .containers import CONTAINER
from .kvm import WithKvm
from .operations import OPERATION_ID
from .values import newer


class ContainerCopy(WithKvm):
    """API notes part 2, F.1."""

    target_project_id: Id
    target_server_id: Id = Field(default="", description="The same server when left out.")
    name: Annotated[StrictStr, Field(min_length=3, max_length=100, pattern="^[a-zA-Z0-9_-]+$")] = Field(
        default="", description="A random one when left out. Unique inside the target project."
    )
    ssh_public_key: StrictStr | None = Field(default=None, description="Never taken from the source.")
    source_snapshot: Annotated[StrictStr, Field(pattern="^[a-zA-Z0-9_-]+$")] = Field(
        default="", description="Name of a snapshot; the present state when left out."
    )
    copy_firewall_rules: StrictBool = False
    copy_network_rules: StrictBool = False


KVM = Table(
    "Kvm",
    "API notes part 2, F.3.",
    member("id", str),
    member("name", str),
    member("status", str),
    member("kvm", bool, CONTAINER.kept["kvm"].value),
)


COPY = Table(
    "ContainerCopy",
    "A container that is being copied (API notes part 2, F.1).",
    member("id", str, "container.id"),
    member("name", str, "container.name"),
    member("status", str, "container.status"),
    member("source_container_id", str, "container.source_container_id"),
    member("project_id", str, "container.project.id"),
    member("server_id", str, "container.server.server_id", null=True),
    member("server_name", str, "container.server.name", null=True),
    member("container_image_id", str, lambda _accepted: None, null=True),
    member("ssh_public_key", str, "container.ssh_public_key", null=True),
    member("kvm", bool, lambda accepted: CONTAINER.kept["kvm"].value(accepted.container), known=newer),
    member("copy_firewall_rules", bool),
    member("copy_network_rules", bool),
    OPERATION_ID,
    member("realm_ids", list[str], "container.realm_ids"),
)


SYNC = Table(
    "ContainerSync",
    "API notes part 2, F.2.",
    member("container_id", str, "container.id"),
    member("source_container_id", str, "container.source_container_id"),
    member("status", str, "container.status"),
    OPERATION_ID,
)
