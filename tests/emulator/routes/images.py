# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of images (API notes 13 and part 2, B.4)."""

from __future__ import annotations

from operator import attrgetter
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from ..members.images import IMAGE, IMAGE_PAGE, ImageQuery, PublicImage, UserImageQuery
from ..wire.envelope import not_found, reply
from ..wire.pages import page_of
from ..wire.table import envelope_of
from .call import call_of
from .call import router as make_router

router = make_router("images")
ImageId = Annotated[str, Path(alias="id", description="Image id.")]
_SYSTEMS = (("debian", "13"), ("debian", "12"), ("ubuntu", "24.04"), ("ubuntu", "22.04"), ("alpine", "3.22"))
_IMAGES = [
    PublicImage(number, f"{system}/{release}", system, release)
    for number, (system, release) in enumerate(_SYSTEMS, start=1)
]
#: One that the caller has imported.
_IMPORTED = [PublicImage(len(_IMAGES) + 1, "team/base", "debian", "13")]
_IN_ORDER = ("alias", "price", "rating")


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
    _sort(wanted, query.sort_by)
    shown = IMAGE_PAGE.render(page_of(wanted, query), call.switches, "list")
    return reply("Images retrieved successfully", shown)


@router.get("/images/public/{id}", operation_id="getPublicImage", response_model=envelope_of(IMAGE))
async def get_image(request: Request, image_id: ImageId) -> Response:
    """Read one of them."""
    call = call_of(request)
    return reply("Image retrieved successfully", IMAGE.render(_public(image_id), call.switches, "single"))


@router.get("/images/user", operation_id="listUserImages", response_model=envelope_of(IMAGE_PAGE))
async def list_own_images(request: Request, query: Annotated[UserImageQuery, Query()]) -> Response:
    """List the images that the caller owns or has imported."""
    call = call_of(request)
    imported = call.world.imported[call.credential.user.id]
    own = [*_IMPORTED, *(image for image in _IMAGES if image.number in imported)]
    _sort(own, query.sort_by)
    shown = IMAGE_PAGE.render(page_of(own, query), call.switches, "own")
    return reply("Images retrieved successfully", shown)


@router.post("/images/import/{id}", operation_id="importImage", response_model=envelope_of(IMAGE))
async def import_image(request: Request, image_id: ImageId) -> Response:
    """Add one to those of the caller; again changes nothing. Its reply is not documented."""
    call = call_of(request)
    image, imported = _public(image_id), call.world.imported[call.credential.user.id]
    if image.number not in imported:
        imported.append(image.number)
    return reply("Image imported successfully", IMAGE.render(image, call.switches, "own"))


def _public(image_id: str) -> PublicImage:
    for image in _IMAGES:
        if image.id == image_id:
            return image
    raise not_found("Image")


def _sort(images: list[PublicImage], by: str) -> None:
    if by in _IN_ORDER:
        images.sort(key=attrgetter(by))


def _within(value: float, least: float | None, most: float | None) -> bool:
    return (least is None or value >= least) and (most is None or value <= most)
