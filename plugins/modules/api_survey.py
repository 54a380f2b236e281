#!/usr/bin/python
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Find out how an API behaves."""

from __future__ import annotations

DOCUMENTATION = r"""
module: api_survey
short_description: Find out how a Hoody API behaves
version_added: 1.0.0
description:
  - The revisions of the API differ in some points, and some behavior is not documented. This module finds the answers
    to these questions with requests to the API, and reports whether this collection works with the answers.
  - Without O(project) and O(server) it only reads, with at most 40 requests.
  - With both it also runs tests, with containers named C(survey-first) and C(survey-second) in that project, with a
    project named C(survey-) and the id of that project, and with proxy aliases whose names begin with C(survey-). It
    changes nothing else, buys nothing and uses no other container.
  - It deletes everything that it creates, also if it fails or is interrupted. If a run is killed, the next run first
    deletes what is left. So do not use these names for your own containers.
  - The playbook C(hoody.cloud.survey) runs this module and writes a report.
author:
  - hoody.cloud contributors (@hoody-com)
extends_documentation_fragment:
  - hoody.cloud.api
  - hoody.cloud.attributes
attributes:
  check_mode:
    support: full
    description: Only reads. Questions that need a test stay open.
  diff_mode:
    support: N/A
    description: The module deletes everything that it creates.
  idempotent:
    support: full
    description: The module deletes everything that it creates.
options:
  project:
    description:
      - The project for the test containers, by alias or id. Requires O(server).
    type: str
  server:
    description:
      - The server for the test containers, by name or id. Requires O(project).
    type: str
  max_containers:
    description:
      - The maximum number of test containers at the same time, 1 or 2. With 1, questions that need a second container
        stay open.
    type: int
    default: 2
  time_limit:
    description:
      - The time limit for the survey in seconds, at least 30. A quarter of it is reserved for deleting what was
        created. Questions without an answer by then stay open.
    type: int
    default: 900
  show_ids:
    description:
      - Whether to return complete ids. With V(false), only four characters at each end are returned.
    type: bool
    default: false
seealso:
  - module: hoody.cloud.project_info
  - module: hoody.cloud.server_info
"""

EXAMPLES = r"""
- name: Run the survey without changes
  hoody.cloud.api_survey:
  register: survey

- name: Show the answers that this collection does not work with
  ansible.builtin.debug:
    msg: "{{ item.id }}: {{ item.question }} {{ item.answer }}. {{ item.otherwise }}"
  loop: "{{ survey.findings | rejectattr('fits', 'equalto', 'unknown') | rejectattr('fits') }}"
  loop_control:
    label: "{{ item.id }}"

- name: Run the whole survey, with test containers
  hoody.cloud.api_survey:
    project: Shop
    server: amber-fox-1a2-de
  register: survey
"""

RETURN = r"""
findings:
  description: The result for each question, in a fixed order.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The permanent name of the question.
      type: str
      returned: always
    question:
      description: The question.
      type: str
      returned: always
    how:
      description: V(read) if it is answered by reading, V(write) if it needs a test.
      type: str
      returned: always
    switch:
      description: The switch of the emulator that the answer sets; null if there is none.
      type: str
      returned: always
    answer:
      description: The answer, a string, a number or a boolean; null if the question is open.
      type: raw
      returned: always
    reason:
      description: Why the question is open; null if it is answered.
      type: str
      returned: always
    evidence:
      description:
        - The requests that gave the answer. They contain no values.
      type: dict
      returned: always
      contains:
        requests:
          description: The requests.
          type: list
          elements: dict
          returned: always
          contains:
            method:
              description: The HTTP method.
              type: str
              returned: always
            path:
              description: The path.
              type: str
              returned: always
            status:
              description: The HTTP status of the reply.
              type: int
              returned: always
            members:
              description: The names of the members that the answer was derived from.
              type: list
              elements: str
              returned: always
            times:
              description: How often the request was sent.
              type: int
              returned: always
    assumed:
      description: What this collection does.
      type: str
      returned: always
    fits:
      description: Whether this works with the answer, V(true) or V(false). V(unknown) if the question is open.
      type: raw
      returned: always
    otherwise:
      description: What to do if it does not work with the answer.
      type: str
      returned: always
  sample:
    - answer: 422
      assumed: Both answers work.
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
      otherwise: Errors are reported with their status. Do not rely on error.status for wrong values. Please send us the
        report, so that the collection can support this behavior.
      question: Which HTTP status does a wrong value get?
      reason: null
      switch: validation_status
switches:
  description:
    - The switches of the emulator for the answers, for its option C(--like). Open questions have no switch here.
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
  description: The switches of the emulator that no request to the API can determine.
  returned: success
  type: list
  elements: dict
  contains:
    switch:
      description: The name of the switch.
      type: str
      returned: always
    reason:
      description: Why it cannot be determined.
      type: str
      returned: always
  sample:
    - switch: kit_sshd
      reason: It is about the machine that the emulator runs on.
requests:
  description: The number of requests that were sent.
  returned: success
  type: int
  sample: 131
budget:
  description: The maximum number of requests.
  returned: success
  type: dict
  contains:
    reading:
      description: For reading.
      type: int
      returned: always
    trying:
      description: For tests.
      type: int
      returned: always
    removing:
      description: For deleting what was created.
      type: int
      returned: always
  sample:
    reading: 40
    removing: 200
    trying: 500
left:
  description: What the survey created and could not delete. The result is then C(changed), and the next survey tries
    again.
  returned: success
  type: list
  elements: str
  sample: []
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
