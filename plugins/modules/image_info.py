#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Gather information about images."""

from __future__ import annotations

DOCUMENTATION = r"""
module: image_info
short_description: Gather information about the public images of Hoody
version_added: 1.0.0
description:
  - Returns the images for containers. A container without an image gets the default image of the platform. With newer
    revisions of the API, that is the same image for all accounts.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
  - hoody.cloud.attributes.info
options:
  search:
    description: The search term for the API, such as V(debian). By default all images are returned.
    type: str
seealso:
  - module: hoody.cloud.container
"""

EXAMPLES = r"""
- name: Get the images of Debian
  hoody.cloud.image_info:
    search: debian
  register: found

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ found.images | map(attribute='alias') | list }}"
"""

RETURN = r"""
images:
  description: The images, sorted by alias.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id.
      type: str
      returned: always
    alias:
      description: The name, for O(hoody.cloud.container#module:container_image).
      type: str
      returned: always
    description:
      description: The description.
      type: str
      returned: always
    image_name:
      description: The name of the image at its source.
      type: str
      returned: always
    os:
      description: The operating system.
      type: str
      returned: always
    release:
      description: The release.
      type: str
      returned: always
    variant:
      description: The variant, or null.
      type: str
      returned: always
    architecture:
      description: The processor architecture.
      type: str
      returned: always
    size:
      description: Its size in bytes.
      type: int
      returned: always
    price:
      description: The price.
      type: float
      returned: always
    added_date:
      description: When it was added.
      type: str
      returned: always
    average_rating:
      description: The average rating of the users.
      type: float
      returned: always
    rating_count:
      description: The number of ratings.
      type: int
      returned: always
    icon_url:
      description: The URL of an icon, or null.
      type: str
      returned: always
    prespawn:
      description: Whether the platform creates containers with this image in advance (prespawned containers).
      type: bool
      returned: when the API sends it
  sample:
    - added_date: '2026-09-01T00:00:00.000Z'
      alias: debian/13
      architecture: amd64
      average_rating: 4.5
      description: debian 13
      icon_url: null
      id: 65a1b2c3d4e5f60800000001
      image_name: debian/13
      os: debian
      price: 0.0
      rating_count: 2
      release: '13'
      size: 120000000
      variant: default
error:
  description: The request that failed. Use it in C(rescue) to distinguish failures.
  returned: when the task failed because of a request
  type: dict
  contains:
    status:
      description: The HTTP status, or null if there was no reply.
      type: int
      returned: always
    code:
      description: The code of the API for the error, or null.
      type: str
      returned: always
    method:
      description: The HTTP method.
      type: str
      returned: always
    path:
      description: The path, without its query.
      type: str
      returned: always
    tries:
      description: How often the request was sent.
      type: int
      returned: always
  sample:
    code: null
    method: GET
    path: /api/v1/images/public
    status: 403
    tries: 1
"""

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._catalog.images import inform_of_images, search_options


def main() -> None:
    """Run the module."""
    run(inform_of_images, search_options())


if __name__ == "__main__":
    main()
