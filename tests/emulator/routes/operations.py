# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of container operations and the status log (API notes 6)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Path, Query, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response

from ..members.operations import OPERATION, STATUS_LOG_PAGE, Accepted, Logged, Operation, OperationBody, StatusLogQuery
from ..wire.envelope import reply
from ..wire.pages import page_of
from ..wire.table import envelope_of
from ..world import lifecycle
from .call import call_of
from .call import router as make_router
from .containers import ContainerId


class OperationConvertor(Convertor[str]):
    """Any last segment but those that are resources of their own, which answer 405 to POST."""

    regex = "(?!(?:stats|network|env|status-logs|authorize|copy|sync|kvm|snapshots)(?:$|/))[^/]+"

    def convert(self, value: str) -> str:
        """From the path."""
        return value

    def to_string(self, value: str) -> str:
        """To the path."""
        return value


register_url_convertor("operation", OperationConvertor())
router = make_router("container-operations")


@router.get(
    "/containers/{id}/status-logs",
    operation_id="listContainerStatusLogs",
    response_model=envelope_of(STATUS_LOG_PAGE),
)
async def list_status_logs(
    request: Request, container_id: ContainerId, query: Annotated[StatusLogQuery, Query()]
) -> Response:
    """List status transitions."""
    call = call_of(request)
    container = call.container(container_id)
    logs = [Logged(container, entry) for entry in call.world.logs_of(container)]
    if query.sort_by in ("to_status", "from_status"):
        logs.sort(key=lambda logged: getattr(logged.entry, query.sort_by) or "")
    shown = STATUS_LOG_PAGE.render(page_of(logs, query), call.switches)
    return reply("Container status logs retrieved successfully", shown)


@router.post(
    "/containers/{id}/{operation:operation}",
    operation_id="manageContainer",
    response_model=envelope_of(OPERATION),
)
async def manage_container(
    request: Request,
    container_id: ContainerId,
    operation: Annotated[Operation, Path()],
    _body: Annotated[OperationBody | None, Body()] = None,
) -> Response:
    """Start, stop, force-stop, restart, pause or resume a container."""
    call = call_of(request)
    container = call.container(container_id)
    operation_id = call.world.new_operation_id()
    lifecycle.operate(call.world, container, operation, operation_id)
    accepted = Accepted(container, operation, operation_id)
    return reply("Container operation completed successfully", OPERATION.render(accepted, call.switches))
