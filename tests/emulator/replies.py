# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemas of replies, for the documentation page only: handlers send text that is rendered already."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

DataT = TypeVar("DataT")


class Reply(BaseModel, Generic[DataT]):
    """The success envelope (API notes 1.1)."""

    statusCode: int
    message: str
    data: DataT


class Error(BaseModel):
    """The error envelope (API notes 1.2)."""

    statusCode: int
    error: str = Field(description="Reason phrase, or for newer errors a machine code.")
    message: str
    data: Any = None


class Pagination(BaseModel):
    """API notes 1.4."""

    total: int
    page: int
    limit: int
    totalPages: int


class ServerSummary(BaseModel):
    """The server inside a container."""

    name: str
    country: str
    country_name: str
    city: str
    region: str
    datacenter: str
    is_free: bool
    specs: dict[str, Any] | None
    expires_at: str | None


class ContainerReply(BaseModel):
    """API notes 4; which members a reply leaves out stands there too."""

    id: str
    project_id: str | None = None
    project_alias: str | None = None
    server_id: str | None = None
    server_name: str | None = None
    subserver_name: str | None = None
    server: ServerSummary | None = None
    ssh_hostname: str | None = None
    name: str | None = None
    color: str | None = None
    container_image: str | None = None
    ai: bool | None = None
    hoody_kit: bool | None = None
    dev_kit: bool | None = None
    kvm: bool | None = None
    autostart: bool | None = None
    ramdisk: bool | None = None
    ramdisk_scope: Literal["container", "project"] | None = None
    prespawn: bool | None = None
    is_default: bool | None = None
    status: str | None = None
    environment_vars: dict[str, str] | None = None
    env_sync: dict[str, Any] | None = None
    volumes: dict[str, Any] | None = None
    ssh_public_key: str | None = None
    ssh_key_fingerprint: str | None = None
    ssh_key_installed_at: str | None = None
    comment: str | None = None
    source_container_id: str | None = None
    server_expired: bool | None = None
    server_expired_at: str | None = None
    server_expired_reason: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    realm_ids: list[str] | None = None
    snapshot_count: int | None = None
    last_used_snapshot: str | None = None
    warnings: list[dict[str, Any]] | None = None
    runtime_info: dict[str, Any] | None = None
    pool_id: str | None = None
    proxy_domains: list[dict[str, Any]] | None = None
    has_proxy_permissions: bool | None = None
    proxy_permissions_scope: Literal["none", "container", "project", "both"] | None = None
    has_proxy_domains: bool | None = None
    proxy_domains_count: int | None = None
    proxy_permissions: dict[str, Any] | None = None
    project_proxy_permissions: dict[str, Any] | None = None


class ContainerPage(BaseModel):
    """One page of containers."""

    containers: list[ContainerReply]
    pagination: Pagination


class Stats(BaseModel):
    """API notes 5.7."""

    id: str
    project_id: str
    project_name: str | None
    server_name: str | None
    subserver_name: str
    status: str
    status_code: int
    processes: int
    started_at: str
    cpu: dict[str, float] | None
    memory: dict[str, float] | None
    disk: dict[str, dict[str, float]]
    network: list[dict[str, Any]]
    processing_time: str


class ContainerClaim(BaseModel):
    """API notes 5.8."""

    kid: str
    payload_b64: str
    signature_hex: str


class Authorization(BaseModel):
    """A claim and how long it is valid."""

    container_claim: ContainerClaim
    expires_in: int
    container_id: str
    project_id: str


class OperationResult(BaseModel):
    """API notes 6."""

    error: bool
    operation: str
    container_id: str
    project_id: str
    message: str
    status: str
    operation_id: str | None = None


class StatusLogEntry(BaseModel):
    """API notes 6.1."""

    id: str
    container_id: str
    from_status: str | None
    to_status: str
    transition_time: str
    duration_ms: int | None
    triggered_by: str
    metadata: dict[str, Any] | None


class StatusLogPage(BaseModel):
    """One page of the status log."""

    logs: list[StatusLogEntry]
    pagination: Pagination


class Environment(BaseModel):
    """API notes 11."""

    environment_vars: dict[str, str]
    env_sync: dict[str, Any] | None = None


class EnvironmentChange(BaseModel):
    """API notes 11."""

    environment_vars: dict[str, str]
    synced: bool


class NetworkReply(BaseModel):
    """API notes 7.2."""

    container_id: str
    configured: bool | None = None
    type: Literal["socks5", "http", "https", "block"] | None = None
    proxy: str | None = None
    credentials_configured: bool | None = None
    country: str | None = None
    city: str | None = None
    region: str | None = None
    comment: str | None = None
    dns_servers: list[str] | None = None
    status: Literal["configured", "running", "stopped", "error"] | None = None
    configured_at: str | None = None
    last_status_check: str | None = None
    remote_status: dict[str, Any] | None = None


class NetworkService(BaseModel):
    """API notes 7.5."""

    container_id: str
    status: str
    is_running: bool
    last_check: str


class ProjectReply(BaseModel):
    """API notes 9."""

    id: str
    user_id: str
    alias: str
    color: str
    max_containers: int | None
    is_default: bool
    realm_ids: list[str]
    created_at: str
    updated_at: str
    permissions: list[dict[str, Any]] | None = None


class ProjectPage(BaseModel):
    """One page of projects."""

    projects: list[ProjectReply]
    pagination: Pagination


class ProjectDeletion(BaseModel):
    """What went with a project."""

    deleted: dict[str, int]
    deleted_items: dict[str, list[dict[str, str]]] | None = None


class RentalReply(BaseModel):
    """API notes 10; `id` is the rental's, `server_id` is what containers name."""

    id: str
    server_id: str | None
    pool_id: str | None
    status: str
    is_free_tier: bool
    rental_start: str
    rental_end: str
    remaining_days: float
    amount: str
    setup_fee_cents: int
    total_paid_cents: int
    renewal_pricing_frozen: dict[str, Any] | None
    server: dict[str, Any] | None
    hold_days: float | None = None
    usage_days: float | None = None
    transaction: dict[str, Any] | None = None


class Realms(BaseModel):
    """API notes 12."""

    realm_ids: list[str]
    total: int
    usage: dict[str, dict[str, int]] | None = None


class PublicKey(BaseModel):
    """API notes 8."""

    kid: str
    algorithm: str
    public_key_hex: str
    public_key_b64: str
    public_key_b64url: str


class PublicKeys(BaseModel):
    """API notes 8."""

    keys: list[PublicKey]
    active_kid: str
    usage: list[str]
    signing_format: dict[str, Any]


class ImagePage(BaseModel):
    """API notes 13."""

    images: list[dict[str, Any]]
    pagination: Pagination
