# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects (API notes 9 and part 2, section A)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StrictStr, model_validator

from ..wire.bodies import (
    ID_PATTERN,
    UNSENT,
    Body,
    BodyNumber,
    Color,
    Id,
    Paging,
    QueryNumber,
    RealmIds,
    Taken,
    broken_rule,
)
from ..wire.pages import page_table
from ..wire.switches import Switches, active_switches
from ..wire.table import Json, Table, member
from ..world.records import Container, Level, Project
from .figures import STATS
from .values import moment_of


class ProjectListQuery(Paging):
    """API notes 9."""

    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 10
    sort_by: Literal["id", "alias", "created_at", "updated_at"] = "created_at"
    realm_id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None


class PermissionListQuery(Paging):
    """API notes part 2, A.2."""

    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 10
    sort_by: Literal["id", "user_id", "permission_level", "created_at", "updated_at"] = "created_at"


PROJECT_MEMBER_USER = Table(
    "ProjectUser",
    "Whom a permission is for.",
    member("id", str),
    member("username", str),
    member("alias", str),
)
PROJECT_PERMISSION = Table(
    "ProjectPermission",
    "API notes part 2, A.1.",
    member("id", str),
    member("project_id", str, "project.id"),
    member("user_id", str, taken={"create": Taken(Id)}, source="user_id"),
    member("permission_level", Level, "permission_level", taken=dict.fromkeys(("create", "update"), Taken(Level))),
    member("created_at", str, moment_of("created_at")),
    member("updated_at", str, moment_of("updated_at")),
    member("user", PROJECT_MEMBER_USER),
)
PERMISSION_CREATION = PROJECT_PERMISSION.body("create", "ProjectPermissionCreate", "API notes part 2, A.2.")
PERMISSION_UPDATE = PROJECT_PERMISSION.body("update", "ProjectPermissionUpdate", "API notes part 2, A.2.")
PERMISSION_PAGE = page_table("ProjectPermissionPage", "permissions", PROJECT_PERMISSION)
_NAME = Annotated[StrictStr, Field(min_length=1, max_length=100)]
_ALIAS = {"create": Taken(_NAME), "update": Taken(_NAME, UNSENT)}
_MAX_CONTAINERS = dict.fromkeys(
    ("create", "update"), Taken(Annotated[BodyNumber, Field(ge=0)] | None, None, "Null: unlimited.")
)
PROJECT = Table(
    "Project",
    "API notes part 2, A.1. The view `shared` tells who may use it.",
    member("id", str),
    member("user_id", str, "owner.id"),
    member("alias", str, "alias", taken=_ALIAS),
    member("color", str, "color", taken=dict.fromkeys(("create", "update"), Taken(Color, ""))),
    member("max_containers", int, "max_containers", null=True, taken=_MAX_CONTAINERS),
    member("is_default", bool),
    member("realm_ids", list[str], "realm_ids", taken=dict.fromkeys(("create", "update"), Taken(RealmIds, []))),
    member("created_at", str, moment_of("created_at")),
    member("updated_at", str, moment_of("updated_at")),
    member("permissions", [PROJECT_PERMISSION], lambda project: project.permissions.values(), not_in="plain"),
)
PROJECT_CREATION = PROJECT.body("create", "ProjectCreate", "API notes part 2, A.3.")


class _Update(Body):
    """What is not sent stays, but one member."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"required": ["alias"]})

    @model_validator(mode="after")
    def _named(self) -> _Update:
        if "alias" not in self.sent and active_switches.get().project_update_alias == "required":
            raise broken_rule("unnamed", "must have required property 'alias'")
        return self


PROJECT_UPDATE = PROJECT.body(
    "update", "ProjectUpdate", "API notes part 2, A.4: also to change something else, the alias is sent.", base=_Update
)
PROJECT_PAGE = page_table("ProjectPage", "projects", PROJECT)


class Removed(NamedTuple):
    """A project that was deleted with these containers and so many permissions."""

    containers: list[Container]
    permissions: int


DELETED = Table(
    "DeletedWithProject",
    "How many went with a project.",
    member("containers", int, lambda removed: len(removed.containers)),
    member("permissions", int),
    member("aliases", int, lambda removed: sum(len(container.aliases) for container in removed.containers)),
)
DELETED_CONTAINER = Table("DeletedContainer", "A container that went.", member("id", str), member("name", str))
DELETED_ITEMS = Table("DeletedItems", "What went with a project.", member("containers", [DELETED_CONTAINER]))
PROJECT_DELETION = Table(
    "ProjectDeletion",
    "API notes part 2, A.5. The view `items` names what went.",
    member("deleted", DELETED, lambda removed: removed),
    member("deleted_items", DELETED_ITEMS, lambda removed: removed, not_in="plain"),
)


def _total_time(project: Project) -> str:
    """How long it took to ask for all of them."""
    return f"{3 * len(project.containers)}ms"


PROJECT_STATS = Table(
    "ProjectStats",
    "API notes part 2, A.2. Of each container a part of its figures.",
    member("stats", [STATS], lambda project: project.containers.values()),
    member(
        "summary",
        Table(
            "ProjectStatsSummary",
            "All containers of the project.",
            member("project_id", str, "id"),
            member("project_name", str, "alias", null=True),
            member("container_count", int, lambda project: len(project.containers)),
            member("total_processing_time", str, _total_time),
        ),
        lambda project: project,
    ),
)


_MONTH = "^20[0-9]{2}-(0[1-9]|1[0-2])$"


class ProxyUsageQuery(BaseModel):
    """API notes part 2, A.2. Each is the present month when it is left out, which is not documented."""

    first: Annotated[str, Field(pattern=_MONTH)] | None = Field(default=None, alias="from")
    last: Annotated[str, Field(pattern=_MONTH)] | None = Field(default=None, alias="to")


class Usage(NamedTuple):
    """The months that are asked for of a project."""

    project: Project
    first: str
    last: str

    @property
    def months(self) -> list[str]:
        """All of them, in order."""
        start, end = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (self.first, self.last))
        return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(start, end + 1)]


MONTH_OF_USAGE = Table(
    "MonthOfUsage",
    "The traffic of a month. Nobody visits the containers of the emulator through the proxy.",
    member("month", str, lambda month: month),
    member("bytes_in", int, lambda _month: 0),
    member("bytes_out", int, lambda _month: 0),
)
PROXY_USAGE = Table(
    "ProxyUsage",
    "API notes part 2, A.2: traffic. What its members are is not published; these are the least.",
    member("project_id", str, "project.id"),
    member("from", str, "first"),
    member("to", str, "last"),
    member("usage", [MONTH_OF_USAGE], "months"),
)


def project_object(project: Project, switches: Switches) -> Json:
    """A project without who may use it."""
    return PROJECT.render(project, switches, "plain")
