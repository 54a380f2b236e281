# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How records look in replies. Which members each reply leaves out: API notes 4."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime, timezone
from typing import Any

from .envelope import to_json
from .records import Container, Project, Rental, StatusLog, timestamp
from .switches import Switches
from .world import USER_ID

_SNAPSHOT_AND_PROXY = frozenset(
    {
        "snapshot_count",
        "last_used_snapshot",
        "runtime_info",
        "has_proxy_permissions",
        "proxy_permissions_scope",
        "has_proxy_domains",
        "proxy_domains_count",
    }
)
_LEFT_OUT: dict[str, frozenset[str]] = {
    "single": frozenset(),
    "list": frozenset({"warnings"}),
    "project_list": frozenset(
        {
            "warnings",
            "server",
            "ramdisk",
            "ramdisk_scope",
            "source_container_id",
            "server_expired",
            "server_expired_at",
            "server_expired_reason",
        }
    ),
    "create": frozenset({"warnings", "ramdisk", "server", "is_default", "pool_id", "snapshot_count"}),
    "update": frozenset({"warnings"}) | _SNAPSHOT_AND_PROXY,
}
_NEWER = frozenset({"ramdisk_scope", "kvm", "env_sync", "ssh_key_fingerprint", "ssh_key_installed_at"})
DOMAIN = "containers.hoody.com"


def container_text(container: Container, view: str, switches: Switches) -> str:
    """A container as JSON text; kept until the container changes."""
    text = container.texts.get(view)
    if text is None:
        text = container.texts[view] = to_json(container_object(container, view, switches))
    return text


def container_object(container: Container, view: str, switches: Switches) -> dict[str, Any]:
    """A container as one kind of reply shows it."""
    members = {**_settings(container), **_surroundings(container)}
    for name in _LEFT_OUT[view]:
        del members[name]
    if not switches.newer_fields:
        for name in _NEWER & members.keys():
            del members[name]
    if switches.prespawn_fields == "unknown":
        del members["prespawn"]
    return members


def _settings(container: Container) -> dict[str, Any]:
    installed = container.ssh_key_installed_at
    return {
        "id": container.id,
        "project_id": container.project.id,
        "project_alias": container.project.alias,
        "server_id": container.server.server_id,
        "server_name": container.server.name,
        "name": container.name,
        "color": container.color,
        "container_image": container.image,
        "ai": container.ai,
        "hoody_kit": container.hoody_kit,
        "dev_kit": container.dev_kit,
        "kvm": container.kvm,
        "autostart": container.autostart,
        "ramdisk": container.ramdisk,
        "ramdisk_scope": container.ramdisk_scope,
        "prespawn": container.prespawn,
        "status": container.status,
        "environment_vars": container.environment_vars,
        "env_sync": environment_sync(container),
        "ssh_public_key": container.ssh_public_key,
        "ssh_key_fingerprint": fingerprint(container.ssh_public_key),
        "ssh_key_installed_at": timestamp(installed) if installed else None,
        "comment": container.comment,
        "realm_ids": container.realm_ids,
        "created_at": timestamp(container.created_at),
        "updated_at": timestamp(container.updated_at),
    }


def _surroundings(container: Container) -> dict[str, Any]:
    expired = container.server.expired
    expired_at = timestamp(container.created_at + 86400) if expired else None
    scope = "container" if container.proxy_permissions else "none"
    return {
        "subserver_name": "sub-1",
        "server": server_of(container.server),
        "ssh_hostname": f"{container.project.id}-{container.id}-ssh.{container.server.name}.{DOMAIN}",
        "is_default": container.is_default,
        "volumes": {},
        "source_container_id": None,
        "server_expired": expired,
        "server_expired_at": expired_at,
        "server_expired_reason": "rental_ended" if expired else None,
        "snapshot_count": 0,
        "last_used_snapshot": None,
        "warnings": [{"type": "server_expired", "message": "The server has expired.", "expired_at": expired_at}]
        if expired
        else [],
        "runtime_info": None,
        "pool_id": None,
        "has_proxy_permissions": container.proxy_permissions is not None,
        "proxy_permissions_scope": scope,
        "has_proxy_domains": bool(container.proxy_domains),
        "proxy_domains_count": len(container.proxy_domains),
    }


def environment_sync(container: Container) -> dict[str, Any]:
    """State of the transport of variables into the container; the emulator's is immediate."""
    revision, moment = container.environment_revision, timestamp(container.updated_at)
    return {
        "pending": False,
        "revision": revision,
        "applied_revision": revision,
        "verified_at": moment,
        "attempted_at": moment,
        "last_error": None,
        "exhausted": False,
    }


def fingerprint(ssh_public_key: str | None) -> str | None:
    """The fingerprint as OpenSSH prints it; of the text itself where that is no key."""
    if not ssh_public_key:
        return None
    try:
        blob = base64.b64decode(ssh_public_key.split()[1], validate=True)
    except (IndexError, ValueError, binascii.Error):
        blob = ssh_public_key.encode()
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def server_of(rental: Rental) -> dict[str, Any]:
    """The `server` member of a container."""
    return {
        "name": rental.name,
        "country": rental.country,
        "country_name": rental.country_name,
        "city": rental.city,
        "region": rental.region,
        "datacenter": rental.datacenter,
        "is_free": rental.is_free,
        "specs": {"cpu_cores": 8, "ram_gb": 32, "disk_gb": None, "shared_compute": rental.is_free},
        "expires_at": None,
    }


def runtime_of(container: Container) -> dict[str, Any]:
    """Live information, given on request only."""
    running = container.status == "running"
    return {
        "displays": [{"index": 1, "active": running}] if running else [],
        "services": [{"name": "terminal", "active": running}],
        "network_services": [],
        "terminals": [],
    }


def project_object(project: Project) -> dict[str, Any]:
    """API notes 9."""
    return {
        "id": project.id,
        "user_id": USER_ID,
        "alias": project.alias,
        "color": project.color,
        "max_containers": project.max_containers,
        "is_default": project.is_default,
        "realm_ids": project.realm_ids,
        "created_at": timestamp(project.created_at),
        "updated_at": timestamp(project.updated_at),
    }


def rental_object(rental: Rental, now: float, used: int) -> dict[str, Any]:
    """One rented server (API notes 10); dates lie around the present, as a rental is active now or was."""
    today = datetime.fromtimestamp(now, timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    days_left = 0 if rental.expired else 60
    item: dict[str, Any] = {
        "id": rental.id,
        "server_id": rental.server_id,
        "pool_id": None if rental.server_id else "65a1b2c3d4e5f60700000077",
        "status": rental.status,
        "is_free_tier": rental.is_free,
        "rental_start": timestamp(today - 90 * 86400),
        "rental_end": timestamp(today + (days_left or -7) * 86400),
        "remaining_days": days_left,
        "amount": "0.00" if rental.is_free else "29.00",
        "setup_fee_cents": 0,
        "total_paid_cents": 0 if rental.is_free else 8700,
        "renewal_pricing_frozen": None,
        "server": None,
    }
    if rental.server_id:
        item["server"] = {
            "id": rental.server_id,
            "name": rental.name,
            "country": rental.country,
            "region": rental.region,
            "city": rental.city,
            "datacenter": rental.datacenter,
            "model": "M-32",
            "is_vm": False,
            "specs": {"cpu": "8 cores", "ram": "32 GB", "disks": [], "network": "1 Gbit/s", "additional": {}},
            "container_capacity": {"used": used, "max": rental.capacity},
        }
    return item


def log_object(container: Container, entry: StatusLog) -> dict[str, Any]:
    """One status log entry (API notes 6.1)."""
    return {
        "id": entry.id,
        "container_id": container.id,
        "from_status": entry.from_status,
        "to_status": entry.to_status,
        "transition_time": timestamp(entry.at),
        "duration_ms": entry.duration_ms,
        "triggered_by": entry.triggered_by,
        "metadata": entry.metadata,
    }
