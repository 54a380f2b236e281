# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rented servers (API notes 10)."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..wire.envelope import timestamp
from ..wire.switches import Switches, active_switches
from ..wire.table import Table, member
from ..world.records import Rental
from .values import DAY, constants


class Rented(NamedTuple):
    """A rental at a moment, and how many containers are on its server."""

    rental: Rental
    now: float
    used: int

    @property
    def today(self) -> float:
        """Midnight (UTC) before the moment."""
        return self.now - self.now % DAY

    @property
    def days_left(self) -> int:
        """How many days the rental goes on."""
        return 0 if self.rental.expired else 60


RENTED_SPECS = Table(
    "RentedSpecs",
    "The hardware (API notes part 2, B.1).",
    member(
        "cpu",
        Table(
            "Cpu",
            "Processor.",
            *constants(model="EPYC 4344P", cores=8, threads=16, score=32000, score_type="multi"),
        ),
        lambda rental: rental,
    ),
    member(
        "ram",
        Table("Ram", "Memory.", *constants(capacity_gb=32, type="DDR5", speed_mhz=4800)),
        lambda rental: rental,
    ),
    member(
        "disks",
        Table(
            "Disks", "Disks.", *constants(config=[{"type": "nvme", "size_gb": 960}], total_gb=960, summary="1x 960 GB")
        ),
        lambda rental: rental,
    ),
    member(
        "network",
        Table(
            "Uplink",
            "Network.",
            *constants(bandwidth_mbps=1000, bandwidth_formatted="1 Gbit/s", traffic_tb=20, traffic_unlimited=False),
        ),
        lambda rental: rental,
    ),
    member(
        "additional",
        Table("Additional", "Addresses.", *constants(ipv4_count=1, ipv6_enabled=True)),
        lambda rental: rental,
    ),
)
CAPACITY = Table("Capacity", "Containers on a server.", member("used", int), member("max", int, "rental.capacity"))


def _tells_capacity(switches: Switches) -> bool:
    return switches.rental_capacity == "present"


def _server_of(rented: Rented) -> Rented | None:
    shown = active_switches.get().rental_server == "shown"
    return rented if rented.rental.server_id and shown else None


RENTED_SERVER = Table(
    "RentedServer",
    "The server of a rental.",
    member("id", str, "rental.server_id"),
    member("name", str, "rental.name"),
    member("country", str, "rental.country"),
    member("region", str, "rental.region"),
    member("city", str, "rental.city"),
    member("datacenter", str, "rental.datacenter"),
    *constants(model="M-32", is_vm=False),
    member("specs", RENTED_SPECS, lambda rented: rented),
    member("container_capacity", CAPACITY, lambda rented: rented, known=_tells_capacity),
)
RENTAL_RUNTIME = Table(
    "RentalRuntime",
    "How the server of a rental runs (API notes part 2, B.1). What it tells is not published; this is the least.",
    member("id", str),
    member("server_id", str, null=True),
    member("status", str),
)
RENTAL = Table(
    "Rental",
    "API notes 10; `id` is the rental's, `server_id` is what containers name.",
    member("id", str, "rental.id"),
    member("server_id", str, "rental.server_id", null=True),
    member("pool_id", str, "rental.pool_id", null=True),
    member("status", str, "rental.status"),
    member("is_free_tier", bool, "rental.is_free"),
    member("rental_start", str, lambda rented: timestamp(rented.today - 90 * DAY)),
    member("rental_end", str, lambda rented: timestamp(rented.today + (rented.days_left or -7) * DAY)),
    member("remaining_days", int, "days_left"),
    member("amount", str, lambda rented: "0.00" if rented.rental.is_free else "29.00"),
    member("setup_fee_cents", int, lambda _rented: 0),
    member("total_paid_cents", int, lambda rented: 0 if rented.rental.is_free else 8700),
    member("renewal_pricing_frozen", dict[str, Any], lambda _rented: None, null=True),
    member("server", RENTED_SERVER, _server_of, null=True),
    member("hold_days", int, lambda _rented: 0, not_in="list"),
    member("usage_days", int, lambda _rented: 90, not_in="list"),
    member("transaction", dict[str, Any], lambda _rented: None, null=True, not_in="list"),
)
