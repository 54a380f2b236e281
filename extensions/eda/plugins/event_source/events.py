# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens in a Hoody account, as events for ansible-rulebook."""

from __future__ import annotations

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
  - Each event is told once, also when the API tells it twice, loses its place in the history or restarts, and with
    O(state_file) also when the rulebook ends and is started again.
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
        persistence id only. Then an event that was under way when the rulebook was killed is neither lost nor acted on
        twice.
    type: bool
    default: false
  api_token:
    description:
      - The API token, else the environment variable E(HOODY_TOKEN) or E(HOODY_API_TOKEN), else the profile file.
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
      - The id of a realm, else E(HOODY_REALM) or E(HOODY_REALM_ID). Then only what happens in it is told.
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
  - Variables, credentials and whatever else may be secret in an event are left out of it.
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
    - name: Tell of it
      condition: event.event == "container.failed"
      action:
        debug:
          msg: "{{ event.data.container.name }} has failed"
"""

import asyncio
import importlib
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from types import ModuleType
from typing import Any

LOGGER = logging.getLogger("hoody.cloud.events")
# ansible-rulebook runs this file as it is, outside of any package, and finds no collections: the code that the
# collection shares is taken from beside it, under a name of its own.
_SHARED = "hoody_cloud_module_utils"
_OWN = {"state_file", "event_type", "start", "interval"}
#: What ansible-rulebook looks at or adds.
_RULEBOOK = {"feedback", "eda_feedback_queue"}
_LEAST_PAUSE, _RATE_PAUSE, _LONGEST_PAUSE = 1.0, 5.0, 30.0


def _shared(name: str) -> Any:
    if _SHARED not in sys.modules:
        package = ModuleType(_SHARED)
        package.__path__ = [str(Path(__file__).resolve().parents[4] / "plugins" / "module_utils")]
        sys.modules[_SHARED] = package
    return importlib.import_module(f"{_SHARED}.{name}")


async def main(queue: Any, args: dict[str, Any]) -> None:
    """Tell the queue of everything that happens, until somebody cancels this. The options are those of the source."""
    errors, sources = _shared("_api.errors"), _shared("_api.sources")
    known = {setting.name for setting in sources.SETTINGS} - {"api_retries"}
    unknown = sorted(args.keys() - known - _OWN - _RULEBOOK)
    if unknown:
        raise errors.InputError(f"The source hoody.cloud.events has no option {', '.join(unknown)}.")
    # The pauses after a failure are those of this loop, and there is no last try.
    given = {**{name: args[name] for name in known & args.keys()}, "api_retries": 0}
    settings = _shared("_api.settings").resolve(given)
    for warning in settings.warnings:
        LOGGER.warning("%s", warning)
    interval, patterns = _interval(args, errors), _patterns(args)
    if args.get("start") not in (None, "now", "oldest"):
        raise errors.InputError("start must be now or oldest.")
    memory = _shared("_events.memory").EventMemory(args.get("state_file"), settings.base_url)
    pool = ThreadPoolExecutor(1, "hoody-events")
    with _shared("_api.client").Client(settings) as client:
        reader = _shared("_events.reader").Reader(client, memory, LOGGER.warning, old=args.get("start") == "oldest")
        try:
            failures = 0
            while True:
                try:
                    batch = await asyncio.get_running_loop().run_in_executor(pool, reader.read)
                except errors.ApiError as problem:
                    if not problem.transient:
                        raise
                    failures += 1
                    LOGGER.warning("%s", problem)
                    await asyncio.sleep(_pause(problem, failures, isinstance(problem, errors.RateLimited)))
                    continue
                failures = 0
                for found in batch.found:
                    await _deliver(queue, found, memory, patterns, args.get("eda_feedback_queue"))
                reader.settle(batch)
                if not batch.more:
                    await asyncio.sleep(interval)
        finally:
            pool.shutdown(wait=False)
            memory.close()


async def _deliver(queue: Any, found: Any, memory: Any, patterns: list[str], feedback: Any) -> None:
    """Hand on one event, unless the rules did not ask for it, and note that. Nothing comes between these two."""
    shown = _shared("_events.shown")
    event = found.event
    if any(fnmatchcase(shown.event_name(event), pattern) for pattern in patterns):
        await queue.put(shown.shown_event(event))
        if feedback is not None:
            await feedback.get()
    memory.delivered(shown.event_id(event), shown.event_time(event), found.container)


def _pause(problem: Any, failures: int, limited: bool) -> float:
    """How long to leave the API alone (API notes part 2, H.5 and H.6)."""
    growing = min(_LEAST_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE)
    return max(problem.retry_after or 0.0, _RATE_PAUSE if limited else 0.0, growing)


def _interval(args: dict[str, Any], errors: Any) -> float:
    try:
        interval = float(args.get("interval", 10))
    except (TypeError, ValueError):
        interval = -1.0
    if not 0.1 <= interval <= 86400:
        raise errors.InputError("interval must be a number of seconds from 0.1 to 86400.")
    return interval


def _patterns(args: dict[str, Any]) -> list[str]:
    asked = args.get("event_type") or ["*"]
    return [str(item) for item in (asked if isinstance(asked, list) else [asked])]
