# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup container."""

from __future__ import annotations

DOCUMENTATION = r"""
name: container
short_description: Look up a Hoody container, or one of its attributes
version_added: 1.0.0
description:
  - Returns the members of a container, or one of them. For example, a template can use the address of one container in
    the settings of another.
  - All lookups of a run share one listing, for any number of lookups and hosts. When a task of this collection changes
    something, the next lookup lists the containers again. A name that was not found is searched again after five
    seconds at the earliest. To wait for a status, use M(hoody.cloud.container).
  - Values from the API are never evaluated as templates.
  - Values of environment variables are hidden, and credentials are not returned.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api.environment
  - hoody.cloud.api
options:
  _terms:
    description: The containers, by name or id.
    type: list
    elements: str
    required: true
  project:
    description:
      - The project of the containers, by alias or id. Without it, a name is searched in all projects that the token can
        see, and must be unique there. The id of a container in another project is an error.
    type: str
  attribute:
    description:
      - The member to return for each container, such as V(ssh_hostname), or a path with dots, such as
        V(server.country). By default all members are returned as a dictionary.
      - A member that a container does not have is an error.
    type: str
notes:
  - C(module_defaults) and the keyword C(environment) do not apply to lookups. A lookup uses its own options, the
    environment of the C(ansible-playbook) command, or the profile file.
  - A container that does not exist is an error. To ignore it, use C(errors='ignore') and a default value, as with every
    lookup. In check mode, a container that an earlier task would have created does not exist.
  - To read the present state of a container, use M(hoody.cloud.container_info).
seealso:
  - module: hoody.cloud.container_info
  - plugin: hoody.cloud.containers
    plugin_type: inventory
"""

EXAMPLES = r"""
- name: Show the host name for SSH
  ansible.builtin.debug:
    msg: "{{ lookup('hoody.cloud.container', 'shop-api', project='Shop', attribute='ssh_hostname') }}"

- name: Use the address of one container in the settings of another
  hoody.cloud.container:
    project: Shop
    name: shop-api
    environment_vars:
      WORKER: "{{ worker.ssh_hostname }}"
    purge_environment_vars: false
  vars:
    worker: "{{ lookup('hoody.cloud.container', 'shop-worker', project='Shop') }}"

- name: Show which of two containers run, with one listing
  ansible.builtin.debug:
    msg: "{{ query('hoody.cloud.container', 'shop-api', 'shop-worker') | selectattr('status', 'eq', 'running') }}"

- name: Use a default if the container does not exist
  ansible.builtin.debug:
    msg: "{{ lookup('hoody.cloud.container', 'shop-next', errors='ignore') | default('there is none', true) }}"
"""

RETURN = r"""
_raw:
  description:
    - The result for each container, in the order of the terms. The members of a container are those of
      RV(hoody.cloud.container_info#module:containers).
  type: list
  elements: raw
  sample:
    - running
"""

from pathlib import Path
from typing import Any

from ansible import constants
from ansible.errors import AnsibleLookupError, AnsibleOptionsError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible_collections.hoody.cloud.plugins.module_utils._ansible.masking import register_secrets
from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import HoodyError, InputError
from ansible_collections.hoody.cloud.plugins.module_utils._api.settings import Settings, resolve
from ansible_collections.hoody.cloud.plugins.module_utils._api.sources import SETTINGS
from ansible_collections.hoody.cloud.plugins.module_utils._engine.field import refuse_blanks
from ansible_collections.hoody.cloud.plugins.plugin_utils._inventory.trust import untrusted
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup.answer import (
    Missing,
    answer,
    chosen,
    listed,
    project_id,
)
from ansible_collections.hoody.cloud.plugins.plugin_utils._lookup.shared import Shared

_OWN = ("project", "attribute")
#: What some versions of Ansible pass on. What is returned is marked as unsafe whatever anybody allows.
_OF_EVERY_LOOKUP = ("wantlist", "errors", "allow_unsafe")
#: For how many seconds nobody looks again for a name that was not there.
_PATIENCE = 5.0


class LookupModule(LookupBase):
    """Takes the options, and answers out of what all lookups of a run share."""

    def run(self, terms: list[Any], variables: Any = None, **kwargs: Any) -> list[Any]:
        """What is asked for of each container."""
        known = [*_OWN, *(setting.name for setting in SETTINGS)]
        unknown = [name for name in kwargs if name not in (*known, *_OF_EVERY_LOOKUP)]
        if unknown:
            raise AnsibleOptionsError(f"This lookup has no option {unknown[0]}. It has: {', '.join(known)}.")
        self.set_options(var_options=variables, direct=kwargs)
        names = self._flatten(terms)
        try:
            return self._answers([self._name(term) for term in names], self._settings(kwargs))
        except HoodyError as problem:
            raise AnsibleLookupError(str(problem)) from None

    @staticmethod
    def _name(term: Any) -> str:
        if isinstance(term, bool) or not isinstance(term, (str, int)) or not str(term).strip():
            raise InputError("A container has to be given by its name or its id, as a string that is not blank.")
        return str(term)

    def _settings(self, given: dict[str, Any]) -> Settings:
        """The connection. What is not given here is left to ``resolve``, which knows the environment and profiles."""
        settings = resolve({item.name: self.get_option(item.name) for item in SETTINGS if item.name in given})
        register_secrets(settings.secrets)
        for warning in settings.warnings:
            Display().warning(warning)
        return settings

    def _answers(self, names: list[str], settings: Settings) -> list[Any]:
        project, attribute = (self.get_option(option) for option in _OWN)
        refuse_blanks({"project": project, "attribute": attribute})
        shared = Shared(Path(constants.DEFAULT_LOCAL_TMP), settings)

        def one(name: str, oldest: float) -> Any:
            there = shared.listing(lambda: listed(settings), oldest).containers
            return answer(chosen(name, project, there, lambda alias: project_id(settings, alias)), attribute)

        found = []
        for name in names:
            try:
                found.append(one(name, float("inf")))
            except Missing:
                found.append(one(name, _PATIENCE))
        return [untrusted(item) for item in found]
