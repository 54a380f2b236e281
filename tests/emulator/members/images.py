# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public images (API notes 13 and part 2, B.4)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, Field

from ..wire.bodies import QueryNumber, SortOrder
from ..wire.pages import page_table
from ..wire.table import Table, member
from .values import BOOT


class ImageQuery(BaseModel):
    """API notes 13 and part 2, B.4."""

    page: Annotated[QueryNumber, Field(ge=1)] = 1
    sort_by: Literal["alias", "added_date", "price", "rating"] = "alias"
    sort_order: SortOrder = "asc"
    min_price: float | None = None
    max_price: float | None = None
    min_rating: float | None = None
    max_rating: float | None = None
    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 20
    os: str | None = None
    architecture: str | None = None
    search: str | None = None


class UserImageQuery(BaseModel):
    """API notes part 2, B.4. Of the orders nothing is published; one that is not known changes nothing."""

    page: Annotated[QueryNumber, Field(ge=1)] = 1
    limit: Annotated[QueryNumber, Field(ge=1, le=100)] = 20
    sort_by: str = "alias"
    sort_order: SortOrder = "asc"


class PublicImage(NamedTuple):
    """An image that a container can be made from."""

    number: int
    alias: str
    os: str
    release: str
    price: float = 0.0
    rating: float = 4.5

    @property
    def id(self) -> str:
        """By which it is read."""
        return f"65a1b2c3d4e5f60800{self.number:06x}"


IMAGE = Table(
    "Image",
    "API notes part 2, B.4. The view `single` is of one image, the view `own` of those that the caller imported.",
    member("id", str),
    member("alias", str),
    member("description", str, lambda image: f"{image.os} {image.release}"),
    member("image_name", str, "alias"),
    member("architecture", str, lambda _image: "amd64"),
    member("os", str),
    member("release", str),
    member("variant", str, lambda _image: "default", null=True),
    member("serial", str, lambda _image: "20260901_0000", not_in="list own"),
    member("size", int, lambda _image: 120_000_000),
    member("price", float),
    member("added_date", str, lambda _image: BOOT),
    member("average_rating", float, "rating"),
    member("rating_count", int, lambda _image: 2),
    member("icon_url", str, lambda _image: None, null=True),
    member("prespawn", bool, lambda _image: False, known=lambda switches: switches.prespawn_fields == "known"),
    member("user_rating", float, lambda _image: None, null=True, not_in="list single"),
    member("has_rated", bool, lambda _image: False, not_in="list single"),
)
IMAGE_PAGE = page_table("ImagePage", "images", IMAGE)
