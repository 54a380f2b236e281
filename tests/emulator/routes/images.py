# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of the public images (API notes 13)."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from ..members.images import IMAGE_PAGE, ImageQuery, PublicImage
from ..wire.envelope import reply
from ..wire.pages import page_of
from ..wire.table import envelope_of
from .call import call_of
from .call import router as make_router

router = make_router("images")
_SYSTEMS = (("debian", "13"), ("debian", "12"), ("ubuntu", "24.04"), ("ubuntu", "22.04"), ("alpine", "3.22"))
_IMAGES = [
    PublicImage(number, f"{system}/{release}", system, release)
    for number, (system, release) in enumerate(_SYSTEMS, start=1)
]


@router.get("/images/public", operation_id="listPublicImages", response_model=envelope_of(IMAGE_PAGE))
async def list_images(request: Request, query: Annotated[ImageQuery, Query()]) -> Response:
    """List the images that a container can be made from."""
    call = call_of(request)
    wanted = [
        image
        for image in _IMAGES
        if query.os in (None, image.os)
        and query.architecture in (None, "amd64")
        and (query.search or "") in image.alias
        and _within(image.price, query.min_price, query.max_price)
        and _within(image.rating, query.min_rating, query.max_rating)
    ]
    if query.sort_by in ("price", "rating"):
        wanted.sort(key=attrgetter(query.sort_by))
    elif query.sort_by == "alias":
        wanted.sort(key=attrgetter("alias"))
    shown = IMAGE_PAGE.render(page_of(wanted, query), call.switches, "list")
    return reply("Images retrieved successfully", shown)


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)
