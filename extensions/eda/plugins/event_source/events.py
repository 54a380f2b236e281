# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens in a Hoody account, as events for ansible-rulebook."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ansible_collections.hoody.cloud.plugins.module_utils._api.errors import ApiError, HoodyError
    from ansible_collections.hoody.cloud.plugins.module_utils._events.batch import Batch, Found
    from ansible_collections.hoody.cloud.plugins.module_utils._events.memory import EventMemory
    from ansible_collections.hoody.cloud.plugins.module_utils._events.options import SourceOptions
    from ansible_collections.hoody.cloud.plugins.module_utils._events.reader import Reader

DOCUMENTATION = r"""
---
module: events
short_description: What happens in a Hoody account
version_added: 1.0.0
author:
  - hoody.cloud contributors (@hoody-com)
description:
  - Tells rules what happens to the containers, networks and projects of an account, such as C(container.failed) or
    C(container.network.created), in the order in which it happened.
  - It reads the history of the API, one request in O(interval) seconds while nothing happens. A server whose history
    knows no cursors is read by offset; where there is no history, the containers are listed and compared.
  - Each event is sent once, also if the API returns it twice, loses its position in the history or restarts, and with
    O(state_file) also if the rulebook ends and is started again.
  - What C(ansible-rulebook) has taken and not acted on yet is lost when it is stopped or killed, unless it has
    persistence and O(feedback) is set.
options:
  state_file:
    description:
      - A file in which it is kept what was told. With it nothing is missed while the rulebook does not run.
      - It moves on when ansible-rulebook has taken an event, or with O(feedback) when the rules have seen it.
      - Each source needs a file of its own.
    type: path
  event_type:
    description:
      - Tell only of these, such as V(container.failed) or V(container.network.*).
    type: list
    elements: str
  start:
    description:
      - Where to begin when O(state_file) is not there yet, V(now) or with all that is in the history, V(oldest).
    type: str
    choices: [now, oldest]
    default: now
  interval:
    description:
      - How many seconds pass between two requests while nothing happens.
    type: float
    default: 10
  feedback:
    description:
      - Whether to wait until the rules have seen an event before the next one. ansible-rulebook takes it with a
        persistence id only. Then no event is lost when the rulebook is stopped or killed, if it has a database. An
        action that was under way may run again.
    type: bool
    default: false
  feedback_timeout:
    description:
      - How many seconds to wait for that, with O(feedback), before the rulebook ends with an error.
    type: float
    default: 120
  eda_feedback_queue:
    description:
      - Set by ansible-rulebook for O(feedback). Do not set it in a rulebook.
    type: raw
  api_token:
    description:
      - The API token. By default it is taken from E(HOODY_TOKEN) or E(HOODY_API_TOKEN), then from the profile file.
    type: str
  api_url:
    description:
      - The address of the API, else E(HOODY_BASE_URL) or E(HOODY_API_URL), else V(https://api.hoody.com).
    type: str
  allow_http:
    description:
      - Allow C(http:) in O(api_url) for other hosts than the loopback interface, else E(HOODY_ALLOW_HTTP).
    type: bool
  realm:
    description:
      - The id of a realm, else E(HOODY_REALM) or E(HOODY_REALM_ID). Then only events of this realm are sent.
    type: str
  profile:
    description:
      - The name of a profile in the profile file, else E(HOODY_PROFILE).
    type: str
  config_file:
    description:
      - The profile file of the official CLI, else E(HOODY_CONFIG), else V(~/.hoody/config.json).
    type: path
  api_timeout:
    description:
      - How many seconds one request may take, else E(HOODY_API_TIMEOUT), else V(30).
    type: float
  validate_certs:
    description:
      - Whether the certificate of the API has to be valid, else E(HOODY_VALIDATE_CERTS), else V(true).
    type: bool
  ca_path:
    description:
      - A file or directory of certificate authorities, else E(HOODY_CA_PATH).
    type: path
notes:
  - An API that cannot be reached or is busy is asked again for as long as it takes. A token that it does not accept
    ends the rulebook with an error.
  - Variables, credentials and other secrets in an event are not sent.
requirements:
  - requests >= 2.31.0
"""

EXAMPLES = r"""
- name: React to containers that fail
  hosts: localhost
  sources:
    - name: hoody
      hoody.cloud.events:
        state_file: /var/lib/eda/hoody-events.json
        event_type:
          - container.failed
  rules:
    - name: Report it
      condition: event.event == "container.failed"
      action:
        debug:
          msg: "{{ event.data.container.name }} has failed"
"""

LOGGER = logging.getLogger("hoody.cloud.events")
# ansible-rulebook runs this file as it is, outside of any package, and finds no collections: the code that the
# collection shares is taken from beside it, under a name of its own.
_SHARED = "hoody_cloud_module_utils"
_LEAST_PAUSE, _RATE_PAUSE, _LONGEST_PAUSE = 1.0, 5.0, 30.0


def _shared(name: str) -> Any:
    if _SHARED not in sys.modules:
        package = ModuleType(_SHARED)
        package.__path__ = [str(Path(__file__).resolve().parents[4] / "plugins" / "module_utils")]
        sys.modules[_SHARED] = package
    return importlib.import_module(f"{_SHARED}.{name}")


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Tell the queue of everything that happens, until somebody cancels this. The options are those of the source."""
    error: type[HoodyError] = _shared("_api.errors").HoodyError
    if _shared("_http.transport").REQUESTS_ERROR:
        python = sys.executable
        raise error(f"The Python library requests is missing here: {python} -m pip install 'requests>=2.31.0'.")
    try:
        await _listen(queue, _shared("_events.options").source_options(args))
    except error as problem:
        # ansible-rulebook shows from where it came, which helps nobody who reads what is wrong.
        raise problem.with_traceback(None) from None


async def _listen(queue: asyncio.Queue[Any], options: SourceOptions) -> None:
    for warning in options.settings.warnings:
        LOGGER.warning("%s", warning)
    memory: EventMemory = _shared("_events.memory").EventMemory(options.state_file, options.settings.base_url)
    pool = ThreadPoolExecutor(1, "hoody-events")
    with _shared("_api.client").Client(options.settings) as client:
        reader: Reader = _shared("_events.reader").Reader(client, memory, LOGGER.warning, old=options.old)
        try:
            while True:
                batch = await _read(reader, pool)
                for found in batch.found:
                    await _deliver(queue, found, memory, options)
                reader.settle(batch)
                if not batch.more:
                    await asyncio.sleep(options.interval)
        finally:
            pool.shutdown(wait=False)
            memory.close()


async def _read(reader: Reader, pool: ThreadPoolExecutor) -> Batch:
    """Read what has happened, as soon as the API tells it."""
    error: type[ApiError] = _shared("_api.errors").ApiError
    failures = 0
    while True:
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, reader.read)
        except error as problem:
            if not problem.transient:
                raise
            failures += 1
            LOGGER.warning("%s", problem)
            await asyncio.sleep(_pause(problem, failures))


def _pause(problem: ApiError, failures: int) -> float:
    """How long to leave the API alone (API notes part 2, H.5 and H.6)."""
    growing: float = min(_LEAST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE)
    limited = isinstance(problem, _shared("_api.errors").RateLimited)
    return max(problem.retry_after or 0.0, _RATE_PAUSE if limited else 0.0, growing)


async def _deliver(queue: asyncio.Queue[Any], found: Found, memory: EventMemory, options: SourceOptions) -> None:
    """Hand on one event, unless the rules did not ask for it, and note that. Nothing comes between these two."""
    shown = _shared("_events.shown")
    event = found.event
    if any(fnmatchcase(shown.event_name(event), pattern) for pattern in options.patterns):
        told = shown.shown_event(event)
        await queue.put(told)
        if options.feedback is not None:
            await _acknowledged(options.feedback, told, options.feedback_timeout)
    memory.delivered(shown.event_id(event), shown.event_time(event), found.container)


async def _acknowledged(feedback: asyncio.Queue[Any], told: dict[str, Any], seconds: float) -> None:
    """Wait until the rules have seen this event. A filter may have made several of the one before: all come back."""

    async def seen() -> None:
        while (await feedback.get())["meta"]["uuid"] != told["meta"]["uuid"]:
            pass

    try:
        await asyncio.wait_for(seen(), seconds)
    except asyncio.TimeoutError:
        error: HoodyError = _shared("_api.errors").HoodyError(
            f"ansible-rulebook did not say within {seconds:g} s that the rules have seen the event {told['id']} "
            f"({told['event']}): look for an error above. A filter that drops events or changes meta.uuid cannot be "
            "used with feedback.",
        )
        raise error from None
