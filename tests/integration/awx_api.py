# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the part of AWX's API that sets things up, with the fields that AWX 24.6 publishes for each object.

It is stricter than AWX, which ignores a field that it does not know: whoever misspells one should hear of it.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]

_COMMON = "name description"
#: The fields that may be written of each object, and of these the ones that have to be there.
FORMS: dict[str, tuple[str, str]] = {
    "organizations": ("max_hosts default_environment", "name"),
    "credential_types": ("kind inputs injectors", "name kind"),
    "credentials": ("organization user team credential_type inputs", "name credential_type"),
    "execution_environments": ("organization image credential pull", "name image"),
    "projects": (
        """
        local_path scm_type scm_url scm_branch scm_refspec scm_clean scm_track_submodules scm_delete_on_update timeout
        credential organization scm_update_on_launch scm_update_cache_timeout allow_override default_environment
        signature_validation_credential
        """,
        "name organization",
    ),
    "inventories": ("organization kind host_filter variables prevent_instance_group_fallback", "name organization"),
    "inventory_sources": (
        """
        source source_path source_vars scm_branch credential enabled_var enabled_value host_filter overwrite
        overwrite_vars timeout verbosity limit execution_environment inventory update_on_launch update_cache_timeout
        source_project
        """,
        "name inventory source",
    ),
    "job_templates": (
        """
        job_type inventory project playbook scm_branch forks limit verbosity extra_vars job_tags force_handlers
        skip_tags start_at_task timeout use_fact_cache execution_environment host_config_key survey_enabled
        ask_scm_branch_on_launch ask_diff_mode_on_launch ask_variables_on_launch ask_limit_on_launch ask_tags_on_launch
        ask_skip_tags_on_launch ask_job_type_on_launch ask_verbosity_on_launch ask_inventory_on_launch
        ask_credential_on_launch become_enabled diff_mode allow_simultaneous job_slice_count webhook_service
        webhook_credential
        """,
        "name project playbook",
    ),
}
#: Fields that hold the id of another object, and where that is.
REFERENCES = {
    "organization": "organizations",
    "credential_type": "credential_types",
    "credential": "credentials",
    "project": "projects",
    "source_project": "projects",
    "inventory": "inventories",
    "execution_environment": "execution_environments",
}
#: The playbooks of the repository, which AWX knows once it has read it.
PLAYBOOKS = ("set_state.yml", "snapshot.yml")


class AwxApi:
    """One AWX that has an organization and nothing else."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.url = ""
        self.objects: dict[str, dict[int, Json]] = {name: {} for name in FORMS}
        self.credentials: dict[int, list[int]] = {}
        self.surveys: dict[int, Json] = {}
        self.writes: list[tuple[str, str]] = []
        self._create("organizations", {"name": "Default"})

    def one(self, kind: str, name: str) -> Json:
        """The object of this name."""
        return next(item for item in self.objects[kind].values() if item["name"] == name)

    def answer(self, method: str, target: str, body: Json) -> tuple[int, Any]:
        """Status and data of a reply."""
        parts = urlsplit(target)
        path = re.fullmatch(r"/api/v2/(\w+)/(?:(\d+)/(?:(\w+)/)?)?", parts.path)
        if not path or path[1] not in FORMS:
            return 404, {"detail": "The requested resource could not be found."}
        kind, identity, part = path[1], int(path[2] or 0), path[3]
        if identity and identity not in self.objects[kind]:
            return 404, {"detail": "Not found."}
        if method != "GET":
            self.writes.append((method, f"{kind}/{part}" if part else kind))
        if part:
            return self._part(method, part, identity, body)
        if method == "GET" and identity:
            return 200, self._shown(kind, identity)
        if method == "GET":
            asked = parse_qs(parts.query)
            found = [number for number, item in self.objects[kind].items() if item["name"] in asked.get("name", [])]
            return 200, {"count": len(found), "results": [self._shown(kind, number) for number in found]}
        problem = self._problem(kind, body, identity)
        if problem:
            return 400, problem
        if method == "POST":
            return 201, self._shown(kind, self._create(kind, body))
        self.objects[kind][identity].update(body)
        return 200, self._shown(kind, identity)

    def _create(self, kind: str, body: Json) -> int:
        number = sum(map(len, self.objects.values())) + 1
        self.objects[kind][number] = {"id": number, **body}
        if kind == "projects":
            # It begins to read the repository.
            self.objects[kind][number]["status"] = "pending"
        return number

    def _shown(self, kind: str, identity: int) -> Json:
        item = self.objects[kind][identity]
        shown = json.loads(json.dumps(item))
        if kind == "credentials":
            shown["inputs"] = dict.fromkeys(shown["inputs"], "$encrypted$")
        if kind == "projects":
            item["status"] = {"pending": "running"}.get(item["status"], "successful")
        return dict(shown)

    def _problem(self, kind: str, body: Json, identity: int) -> Json:
        """What AWX says of a form that it does not take; empty when there is nothing to say."""
        allowed, required = (names.split() for names in FORMS[kind])
        unknown = set(body) - {*allowed, *_COMMON.split()}
        missing = [] if identity else [name for name in required if body.get(name) in (None, "")]
        if unknown or missing:
            said = {**dict.fromkeys(unknown, "Unknown field."), **dict.fromkeys(missing, "This field is required.")}
            return {name: [sentence] for name, sentence in said.items()}
        for name in REFERENCES.keys() & body.keys():
            if int(body[name]) not in self.objects[REFERENCES[name]]:
                return {name: [f'Invalid pk "{body[name]}" - object does not exist.']}
        if not identity and any(item["name"] == body["name"] for item in self.objects[kind].values()):
            return {"__all__": ["An object with this name already exists."]}
        return self._misfit(kind, body)

    def _misfit(self, kind: str, body: Json) -> Json:
        if kind == "credential_types" and body.get("kind") not in ("cloud", "net"):
            return {"kind": ["Must be 'cloud' or 'net'"]}
        if kind == "credentials" and not {"organization", "user", "team"} & body.keys():
            return {"detail": ["Missing 'user', 'team', or 'organization'."]}
        if kind == "job_templates":
            project = self.objects["projects"][int(body["project"])]
            if project["status"] != "successful" or body["playbook"] not in PLAYBOOKS:
                return {"playbook": ["Playbook not found for project."]}
        return {}

    def _part(self, method: str, part: str, identity: int, body: Json) -> tuple[int, Any]:
        """What hangs on a job template."""
        if part == "survey_spec":
            if method == "GET":
                return 200, self.surveys.get(identity, {})
            if body.keys() != {"name", "description", "spec"}:
                return 400, {"error": "'name', 'description' and 'spec' are required"}
            self.surveys[identity] = body
            return 200, {}
        given = self.credentials.setdefault(identity, [])
        if method == "GET":
            return 200, {"count": len(given), "results": [self._shown("credentials", number) for number in given]}
        given.append(int(body["id"]))
        return 204, None


@contextmanager
def awx_api(token: str) -> Iterator[AwxApi]:
    """AWX's API, served on loopback."""
    api = AwxApi(token)

    class Handler(BaseHTTPRequestHandler):
        def _reply(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            status: int = 401
            data: Any = {"detail": "Authentication credentials were not provided."}
            if self.headers.get("Authorization") == f"Bearer {token}":
                status, data = api.answer(self.command, self.path, body)
            content = b"" if data is None else json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = _reply

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield api
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
