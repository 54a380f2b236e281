#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find out what an API does."""

from __future__ import annotations

DOCUMENTATION = r"""
module: api_survey
short_description: Find out what a Hoody API really does
version_added: 1.0.0
description:
  - The revisions of the API differ in places, and in others nothing is published. This module asks the API each of
    these questions, and tells whether the answers fit what this collection does.
  - Without O(project) and O(server) it only reads, with at most 40 requests.
  - With both it also tries what has to be tried, on containers named C(survey-first) and C(survey-second) in that
    project, on a project named C(survey-) and the id of that project, and on proxy aliases whose names begin like this.
    It writes to nothing else, buys nothing and uses no other container.
  - What it makes it removes, also when it fails or is interrupted. What a run leaves that was killed, the next one
    removes before it begins. So do not give containers of your own these names.
  - The playbook C(hoody.cloud.survey) runs it and writes a report.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
attributes:
  check_mode:
    support: full
    description: Only reads, so that what has to be tried stays open.
  diff_mode:
    support: N/A
    description: The module leaves everything as it was.
  idempotent:
    support: full
    description: The module leaves everything as it was.
options:
  project:
    description:
      - A project in which containers may be made and removed, by alias or id. Needs O(server).
    type: str
  server:
    description:
      - The server that these containers are on, by name or id. Needs O(project).
    type: str
  max_containers:
    description:
      - How many containers there may be at once, 1 or 2. With 1, what takes a second one stays open.
    type: int
    default: 2
  time_limit:
    description:
      - The seconds that the survey may take, at least 30. A quarter of them is kept for removing what was made. What is
        not answered by then stays open.
    type: int
    default: 900
  show_ids:
    description:
      - Whether to tell ids in whole. Else four characters at each end are left of them.
    type: bool
    default: false
seealso:
  - module: hoody.cloud.project_info
  - module: hoody.cloud.server_info
"""

EXAMPLES = r"""
- name: Ask what can be asked by reading
  hoody.cloud.api_survey:
  register: survey

- name: What does not fit?
  ansible.builtin.debug:
    msg: "{{ item.id }}: {{ item.question }} {{ item.answer }}. {{ item.otherwise }}"
  loop: "{{ survey.findings | rejectattr('fits', 'equalto', 'unknown') | rejectattr('fits') }}"
  loop_control:
    label: "{{ item.id }}"

- name: Try the rest, on containers that are made for it and removed
  hoody.cloud.api_survey:
    project: Shop
    server: amber-fox-1a2-de
  register: survey
"""

RETURN = r"""
findings:
  description: What is known about each question, in a fixed order.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The name of the question, which stays the same.
      type: str
      returned: always
    question:
      description: The question.
      type: str
      returned: always
    how:
      description: V(read) when it is asked by reading, V(write) when it has to be tried.
      type: str
      returned: always
    switch:
      description: The switch of the emulator that the answer sets; null where there is none.
      type: str
      returned: always
    answer:
      description: The answer, a text, a number or a truth value; null while the question is open.
      type: raw
      returned: always
    reason:
      description: Why the question is open; null where it is answered.
      type: str
      returned: always
    evidence:
      description:
        - What was asked, as the list C(requests) of C(method), C(path), C(status), C(members) (the names of what the
          answer was made of) and C(times) (how often). There are no values in it.
      type: dict
      returned: always
    assumed:
      description: What this collection does about it.
      type: str
      returned: always
    fits:
      description: Whether that works with the answer, V(true) or V(false); V(unknown) while the question is open.
      type: raw
      returned: always
    otherwise:
      description: What to do where it does not fit.
      type: str
      returned: always
  sample:
    - answer: 422
      assumed: Either answer is handled.
      evidence:
        requests:
          - members: []
            method: GET
            path: /api/v1/containers/
            status: 422
            times: 1
      fits: true
      how: read
      id: C3
      otherwise: 'Errors are told with their status; branch on error.status with care. Please send us the report: the
        collection has to learn this behaviour.'
      question: With which status is a wrong value refused?
      reason: null
      switch: validation_status
switches:
  description:
    - The switches of the emulator that were found, as its option C(--like) takes them. Those that stayed open are not
      among them.
  returned: success
  type: dict
  sample:
    alias_flags: checked
    environment_values: shown
    newer_fields: true
    prespawn_fields: unknown
    project_list_include_expired: known
    rental_capacity: present
    rental_paths: both
    signing: configured
    snapshot_limit: 10
    validation_status: 422
unobservable:
  description: The switches of the emulator that no answer of the API tells.
  returned: success
  type: list
  elements: dict
  contains:
    switch:
      description: The name of the switch.
      type: str
      returned: always
    reason:
      description: Why no answer tells it.
      type: str
      returned: always
  sample:
    - switch: kit_sshd
      reason: It is about the machine that the emulator runs on.
requests:
  description: How many requests were sent.
  returned: success
  type: int
  sample: 131
budget:
  description: How many requests there may be for reading, for trying and for removing what was made.
  returned: success
  type: dict
  sample:
    reading: 40
    removing: 200
    trying: 500
left:
  description: What the survey made and could not remove. The result is C(changed) then; the next survey tries again.
  returned: success
  type: list
  elements: str
  sample: []
error:
  description: The request that failed, for a C(rescue) to branch on.
  returned: when the task failed because of a request
  type: dict
  contains:
    status:
      description: The HTTP status, null when no reply came.
      type: int
      returned: always
    code:
      description: The API's own code for the error, null when it sent none.
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
    path: /api/v1/projects/
    status: 401
    tries: 1
"""

import signal
from types import FrameType
from typing import NoReturn

from ansible_collections.hoody.cloud.plugins.module_utils._ansible.module import run
from ansible_collections.hoody.cloud.plugins.module_utils._survey.course import conduct, survey_options

_ENDINGS = (signal.SIGINT, signal.SIGTERM)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    """Interrupt the survey, once: Ansible passes a signal on more than once, which must not end the removal."""
    for number in _ENDINGS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Run the module. A job that is cancelled is like one that is interrupted with Ctrl-C."""
    for number in _ENDINGS:
        signal.signal(number, _interrupt)
    run(conduct, survey_options())


if __name__ == "__main__":
    main()
