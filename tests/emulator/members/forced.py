# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control endpoints take to put a container into any state."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from ..wire.bodies import Id, taking
from .containers import CONTAINER


class NetworkState(BaseModel):
    """A network configuration to put into place."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["socks5", "http", "https", "block"]
    proxy: str | None = None
    country: str | None = None
    city: str | None = None
    region: str | None = None
    comment: str | None = None
    dns_servers: list[str] = Field(default_factory=lambda: ["1.1.1.1", "8.8.8.8"])
    status: Literal["configured", "running", "stopped", "error"] = "configured"


class PlacedAlias(BaseModel):
    """A proxy alias to put into place."""

    model_config = ConfigDict(extra="forbid")

    alias: str
    program: str = "http"
    index: int = 80
    target_path: str | None = None
    allow_path_override: bool = True
    enabled: bool = True


class ContainerState(BaseModel):
    """Settings of a container, put into place without any rule of the API. What is not given stays."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    status: str = "running"
    color: str = ""
    image: str = Field("debian/13", alias="container_image")
    prespawn: bool = False
    is_default: bool = False
    environment_vars: dict[str, str] = Field(default_factory=dict)
    ssh_public_key: str | None = None
    realm_ids: list[Id] = Field(default_factory=list)
    proxy_domains: list[PlacedAlias] = Field(default_factory=list)
    proxy_permissions: dict[str, Any] | None = None
    network: NetworkState | None = None
    firewall: dict[str, list[dict[str, str]]] = Field(default_factory=dict, description="Rules by direction.")


class NewContainer(ContainerState):
    """A container to put into place."""

    project: str = Field("Default", description="Alias or id.")
    server: str = Field("amber-fox-1a2-de", description="Name or server id.")


def _with_kept(base: type[ContainerState]) -> type[ContainerState]:
    """The same with the members that have no rules of their own, as their table has them."""
    fields: dict[str, Any] = {name: (item.annotation(), item.default) for name, item in CONTAINER.kept.items()}
    model: type[ContainerState] = create_model(base.__name__, __base__=base, __doc__=base.__doc__, **fields)
    return model


ForcedState = Annotated[ContainerState, taking(_with_kept(ContainerState))]
PlacedState = Annotated[NewContainer, taking(_with_kept(NewContainer))]
