# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that several routes share: what is refused, and how the server stores what it was sent."""

from __future__ import annotations

from ..members.environment import environment_entries
from ..wire.envelope import ApiError
from ..wire.switches import Switches
from ..world.records import Container, Project
from ..world.seed import DEFAULT_SSH_KEY
from ..world.world import PLATFORM_PREFIX, World

_IMAGE_SHORTHAND = frozenset({"debian", "debian-13", "debian:13", "debian 13"})
DEFAULT_IMAGE = "debian/13"


def check_limits(project: Project) -> None:
    """A project may have a greatest number of containers."""
    if project.max_containers is not None and len(project.containers) >= project.max_containers:
        raise ApiError(
            400,
            "This project has reached its container limit.",
            data={"current_count": len(project.containers), "limit": project.max_containers},
        )


def check_claims(world: World, project: Project, name: str, ssh_public_key: str | None) -> None:
    """The name and the key of a new container must be free."""
    if name != "rand" and world.name_taken(project, name):
        raise name_in_use()
    if ssh_public_key and world.key_taken(ssh_public_key):
        raise key_in_use()


def stored_color(color: str, switches: Switches) -> str:
    """The color as the server keeps it: with `#`, upper case (seed)."""
    digits = color.removeprefix("#").upper()
    if len(digits) == 3 and switches.color_digits == "expanded":
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}"


def stored_image(image: str | None, switches: Switches) -> str:
    """The image as the server keeps it (API notes 5.4)."""
    if not image:
        return DEFAULT_IMAGE
    if switches.image_shorthand == "normalised" and image in _IMAGE_SHORTHAND:
        return DEFAULT_IMAGE
    return image


def stored_key(ssh_public_key: str | None, switches: Switches) -> str | None:
    """The key as the server keeps it (API notes 5.4)."""
    if ssh_public_key:
        return ssh_public_key
    return DEFAULT_SSH_KEY if switches.ssh_key_null == "inherits" else None


def check_reserved(environment_vars: dict[str, str]) -> None:
    """The platform's variables cannot be written (API notes 11)."""
    if any(name.startswith(PLATFORM_PREFIX) for name in environment_vars):
        raise ApiError(
            400,
            f"Environment variable keys starting with {PLATFORM_PREFIX} are reserved.",
            code="RESERVED_ENV_PREFIX",
        )


def name_in_use() -> ApiError:
    """409 of create and update."""
    return ApiError(409, "Container name already in use within the project")


def key_in_use() -> ApiError:
    """409 of create and update."""
    return ApiError(409, "SSH public key already in use")


def check_entries(environment_vars: dict[str, str]) -> None:
    """The number of variables after a merge; those of the platform do not count."""
    own = [name for name in environment_vars if not name.startswith(PLATFORM_PREFIX)]
    if len(own) > environment_entries():
        raise ApiError(400, "Validation failed")


def replace_environment(world: World, container: Container, wanted: dict[str, str], merge: bool) -> None:
    """Store variables; the platform's own survive every update."""
    kept = {
        name: value for name, value in container.environment_vars.items() if merge or name.startswith(PLATFORM_PREFIX)
    }
    container.environment_vars = {**kept, **wanted}
    container.environment_revision += 1
    container.environment_given_up = False
    switches = world.switches
    if switches.environment_sync_delay != "never":
        due, ending = world.now() + switches.environment_sync_delay, switches.environment_sync
        number = str(container.environment_revision)
        world.arrivals.send(due, container, "variables" if ending == "done" else "failure", number)
    world.touch(container)
    world.settle()
