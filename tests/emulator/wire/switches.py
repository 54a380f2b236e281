# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The switches: every point where the revisions of the API differ or say nothing.

Source: API notes 16.3 unless a field says otherwise. The defaults are the profile ``current``, see ``profiles``.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

Duration = Annotated[float, Field(ge=0, le=86400)] | Literal["never"]


class Switches(BaseModel):
    """Behaviour of the emulator that can be changed at start and at run time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    update_verbs: Literal["both", "patch", "put"] = Field(
        "both",
        description="Verbs that an update accepts (API notes 3.1). patch: containers and networks refuse PUT, as the "
        "seed names PATCH for them; of projects and variables it says nothing. put: PATCH is refused where PUT is.",
    )
    verb_refusal: Literal[405, 404] = Field(
        405, description="Answer to a verb that is not accepted: 405 with Allow, or a 404 of the route."
    )
    validation_status: Literal[422, 400] = Field(
        422, description="Status of a validation error: 422 with data[], or 400 without (API notes 1.2)."
    )
    claim_lifetime: int = Field(21600, ge=1, description="Seconds that a container claim is valid (API notes 5.8).")
    claim_padding: Literal["absent", "present"] = Field(
        "absent", description="Whether payload_b64 of a claim ends in '=' where base64 needs it (API notes 16.2 U12)."
    )
    environment_limits: Literal["current", "seed"] = Field(
        "current",
        description="current: 256 entries, names up to 128, values 1 to 4096 characters. "
        "seed: 200 entries, values up to 65536 characters.",
    )
    environment_system: Literal["accepted", "refused"] = Field(
        "accepted",
        description="Variables of the system (LD_*, TMPDIR, http_proxy and such), line breaks and NUL in values: "
        "stored, or refused as the CLI of b12 does (API notes part 2, F.4).",
    )
    prespawn_fields: Literal["unknown", "known"] = Field(
        "unknown", description="Whether prespawn, bypass_prespawn and include_prespawn exist; else they are ignored."
    )
    project_list_include_expired: Literal["known", "unknown"] = Field(
        "known", description="Whether include_expired exists on the list of one project; unknown: ignored."
    )
    proxy_credentials: Literal["write_only", "echoed"] = Field(
        "write_only",
        description="Whether replies hide the userinfo of a proxy (with credentials_configured), "
        "or show it as sent (with bridge_details) (API notes 7.4).",
    )
    image_shorthand: Literal["normalised", "as_sent"] = Field(
        "normalised", description="Whether debian, debian-13, debian:13 and 'debian 13' are stored as debian/13."
    )
    newer_fields: bool = Field(
        True,
        description="Whether ramdisk_scope, kvm, env_sync, ssh_key_fingerprint, ssh_key_installed_at and "
        "operation_id exist, and the usage of the proxy and the runtime of rentals; and whether retry-setup wants a "
        "login.",
    )
    first_status: Literal["provisioning", "creating"] = Field(
        "provisioning", description="Status of a container that is being built."
    )
    machine_codes: Literal["newer", "rare"] = Field(
        "newer", description="Whether `error` of the newer errors is a machine code or the reason phrase."
    )
    environment_values: Literal["shown", "redacted"] = Field(
        "shown", description="Whether replies show the values of variables, or values_redacted and null (part 2, F.4)."
    )
    environment_sync_delay: Duration = Field(
        0.0, description="Seconds until variables that were written are in the container, or never (part 2, F.4)."
    )
    environment_sync: Literal["done", "exhausted"] = Field(
        "done", description="How bringing variables into a container ends: they are there, or the server gives up."
    )
    firewall_duplicate: Literal["told", "added"] = Field(
        "told", description="POST of a rule that is there: 200 with `duplicate`, or a second copy (part 2, D.1)."
    )
    firewall_key: Literal["matching", "everything"] = Field(
        "matching",
        description="What two rules have to share to be one: everything but description and state, or these too "
        "(part 2, D.6).",
    )
    firewall_matching: Literal["exact", "normalised"] = Field(
        "exact", description="Rules are selected by the very text, or by what it means, as 80 and 80-80 (part 2, D.3)."
    )
    firewall_missing_state: Literal["either", "enabled"] = Field(
        "either", description="DELETE of a rule that does not say its state: finds any, or enabled ones (part 2, D.3)."
    )
    firewall_figures: Literal["present", "absent"] = Field(
        "present", description="Whether replies have rule_count, byte_count, max_rules, max_bytes and warnings (D.6)."
    )
    firewall_peers: Literal["list", "one"] = Field(
        "list", description="Whether source and destination may be lists with commas; else those are refused (D.2)."
    )
    environment_update: Literal["replace", "merge"] = Field(
        "replace", description="What environment_vars in a container update does to variables that it does not name."
    )
    network_omitted: Literal["kept", "reset"] = Field(
        "kept", description="What becomes of fields that a network update leaves out (API notes 7.3)."
    )
    network_empty_string: Literal["clears", "ignored"] = Field(
        "clears", description="What an empty country, city, region or comment does: clear, or leave the old value."
    )
    network_empty_dns: Literal["stored", "default"] = Field(
        "stored", description="What an empty dns_servers list means: no server, or the default ones."
    )
    network_running_update: Literal["deferred", "immediate", "stops"] = Field(
        "deferred",
        description="What an update does to a running network service: it takes the new configuration only when it is "
        "started again, or at once, or it stops (API notes 16.2 U3).",
    )
    network_updated_status: Literal["running", "configured"] = Field(
        "running",
        description="The status that is shown after an update while the service goes on running (API notes 7.3).",
    )
    network_checks: Literal["live", "cached"] = Field(
        "live",
        description="Whether last_status_check is the moment of the request, or of the last start or stop "
        "(API notes 7.2).",
    )
    network_delay: Duration = Field(
        0.0, description="Seconds until a start or stop of the network service shows in remote_status, or never."
    )
    network_start_needs: Literal["nothing", "running"] = Field(
        "nothing", description="Whether the network service starts only while the container runs (API notes 7.5)."
    )
    network_repeat: Literal["accepted", "refused"] = Field(
        "accepted", description="Starting a running or stopping a stopped network service: 200, or 400."
    )
    create_delay: Duration = Field(0.2, description="Seconds until a new container is built, or never.")
    start_delay: Duration = Field(0.2, description="Seconds that a start takes, or never.")
    stop_delay: Duration = Field(
        0.2, description="Seconds that a stop takes, or never. A force-stop takes as long, but always ends."
    )
    pause_delay: Duration = Field(0.2, description="Seconds that a pause or resume takes, or never.")
    delete_delay: Duration = Field(0.2, description="Seconds until a deleted container is gone, or never.")
    creation_outcome: Literal["running", "failed"] = Field(
        "running", description="Status in which building a container ends."
    )
    delete_running: Literal["accepted", "refused"] = Field(
        "accepted", description="DELETE of a running or paused container: 200, or 409."
    )
    delete_unfinished: Literal["accepted", "refused"] = Field(
        "accepted", description="DELETE of a container that is being built or operated on: 200, or 409."
    )
    operation_conflict: Literal[400, 409] = Field(
        400, description="Status of an operation that the state does not allow (API notes 6)."
    )
    operation_while_busy: Literal["refused", "accepted"] = Field(
        "refused", description="An operation on a container that another one is still working on: 409, or accepted."
    )
    dying_name: Literal["taken", "free"] = Field(
        "taken", description="Whether a container that is being deleted still holds its name and SSH key."
    )
    second_delete: Literal[200, 404, 409] = Field(
        200, description="Status of DELETE on a container that is already being deleted."
    )
    color_digits: Literal["kept", "expanded"] = Field(
        "kept", description="Whether #ABC is stored as such or as #AABBCC."
    )
    ssh_key_null: Literal["clears", "inherits"] = Field(
        "clears", description="ssh_public_key null or left out at creation: no key, or a default key of the project."
    )
    ssh_key_delay: Duration = Field(
        0.0, description="Seconds until ssh_key_installed_at tells that a new SSH key is in place, or never."
    )
    signing: Literal["configured", "none"] = Field(
        "configured", description="Whether the deployment has a signing key; none: 503 SIGNING_NOT_CONFIGURED."
    )
    empty_json_body: Literal["accepted", "refused"] = Field(
        "accepted", description="A request without a body that says Content-Type: application/json: as usual, or 400."
    )
    project_delete: Literal["cascade", "refused"] = Field(
        "cascade", description="DELETE of a project with containers: deletes them too, or 422 (API notes 16.1 C18)."
    )
    project_update_alias: Literal["required", "optional"] = Field(
        "required",
        description="An update of a project without its alias: refused, or it keeps the alias (part 2, A.4).",
    )
    kit_raw: Literal["known", "ignored"] = Field(
        "known", description="Inside: whether the terminal service has a raw mode, or runs the text in a pty."
    )
    kit_wait: Literal["inline", "running"] = Field(
        "inline", description="Inside: what execute with wait answers: the result, or that it runs (part 2, G.2)."
    )
    kit_first_result: Literal["missing", "there"] = Field(
        "missing", description="Inside: the first question for a result within 2 s: 404, or the result."
    )
    kit_result_host: Literal["same", "any"] = Field(
        "same", description="Inside: whether a result is found at the address of its execute call only, or at any."
    )
    kit_result_life: float = Field(300.0, ge=0, description="Inside: seconds until a result is forgotten.")
    kit_quiet: float = Field(
        10.0,
        gt=0,
        description="Inside: seconds of silence after which a command without timeout in a session that stays is "
        "completed with exit_code null.",
    )
    kit_completion: Literal["absent", "present"] = Field(
        "absent", description="Inside: whether results of terminals have the member completion."
    )
    kit_output_limit: int = Field(
        16_777_216,
        ge=1,
        description="Inside: bytes that are kept of each stream, which is not published (API notes part 2, G.5).",
    )
    kit_modes: Literal["refused", "allowed"] = Field(
        "refused", description="Inside: whether the files service changes modes and owners, or answers 403."
    )
    kit_delete: Literal["recursive", "only_empty"] = Field(
        "recursive", description="Inside: what DELETE of a folder through files does to what is in it."
    )
    kit_unknown_query: Literal["refused", "ignored"] = Field(
        "refused", description="Inside: query parameters that files does not know: 400, or ignored."
    )
    kit_body_limit: int = Field(
        10_485_760, ge=0, description="Inside: the longest body in bytes, more gives 413; 0: no limit."
    )
    kit_sleep: Literal["first_call", "none"] = Field(
        "first_call", description="Inside: whether the first call of a service after a start gets 502 with HTML."
    )
    kit_gate: Literal["open", "basic", "bearer", "header", "closed"] = Field(
        "open",
        description="Inside: what the proxy before the services asks for: nothing; user gate with gate-password; "
        "bearer gate-token; header X-Gate-Token: gate-token; closed: 403 whatever comes (enable_proxy false).",
    )
    snapshot_name: Literal["both_ends", "leading"] = Field(
        "both_ends", description="Which hyphens and underscores of an alias are left out of a name (part 2, C.3)."
    )
    snapshot_state: Literal["settled", "any"] = Field(
        "settled", description="A snapshot needs a container that is running or stopped, or any (part 2, C.3)."
    )
    snapshot_same_alias: Literal["refused", "replaced"] = Field(
        "refused", description="A second snapshot of one name: 409, or it takes the place of the first (part 2, C.3)."
    )
    snapshot_restore_running: Literal["runs", "stops", "refused"] = Field(
        "runs", description="A running container that is restored: runs again, ends stopped, or 400 (part 2, C.5)."
    )
    snapshot_restore_delay: Duration = Field(
        0.0, description="Seconds that a restore takes after its reply, or never; the status is restoring meanwhile."
    )
    snapshot_limit: Literal[10, 1000, "none"] = Field(
        10, description="How many snapshots a container can have (part 2, C.2)."
    )
    rental_paths: Literal["both", "rentals", "servers"] = Field(
        "both", description="Under which paths the caller's servers are known (part 2, B.6)."
    )
    rental_list: Literal["full", "empty"] = Field(
        "full", description="Whether the caller has rented servers; else the list of them is empty (part 2, B.6)."
    )
    rental_server: Literal["shown", "null"] = Field(
        "shown", description="Whether a rental tells of its server, or only the id of it (part 2, B.1)."
    )
    rental_capacity: Literal["present", "absent"] = Field(
        "present", description="Whether rented servers tell how many containers fit on them (part 2, B.1)."
    )
    project_delete_delay: Duration = Field(
        0.0, description="Seconds until a deleted project is gone, or never; until then it is shown as before."
    )
    second_project_delete: Literal[404, 409] = Field(
        409, description="Status of DELETE on a project that is already being deleted (part 2, A.5)."
    )
    alias_port: Literal["required", "one"] = Field(
        "required", description="An alias for http or https without a port: 400, or port 1 (part 2, E.4)."
    )
    alias_paths: Literal["enforced", "no_effect", "prefix"] = Field(
        "enforced",
        description="What the proxy makes of target_path: where allow_path_override is false no other path answers; "
        "a landing page in any case; or a prefix, and the only path where it is false (part 2, E.5).",
    )
    alias_orphans: Literal["removed", "kept"] = Field(
        "removed", description="What becomes of the aliases of a container that is deleted (part 2, E.8)."
    )
    alias_scope: Literal["server", "account"] = Field(
        "server", description="What a 409 says of where an alias of one's own is in use, on the same server."
    )
    alias_programs: Literal["b16", "b12"] = Field(
        "b16", description="Which programs an alias can lead to, and which names are reserved (part 2, E.4)."
    )
    alias_flags: Literal["checked", "text"] = Field(
        "checked",
        description="The filters enabled and expired of the list of aliases: true and false, everything else is "
        "refused; or any text, of which everything else filters nothing (part 2, E.2).",
    )
    copy_delay: Duration = Field(0.2, description="Seconds until a copy is made or refreshed, or never.")
    copy_outcome: Literal["running", "failed"] = Field(
        "running", description="Status in which a copy ends; of a failed one failure_reason tells (part 2, F.1)."
    )
    copy_network: Literal["enforced", "stored"] = Field(
        "enforced",
        description="Whether the network profile of a copy is enforced as that of the original is, or stored.",
    )
    events_history: Literal["cursors", "newest", "refused", "ignored", "absent"] = Field(
        "cursors",
        description="Whether the history of events knows cursors, of which the first stands before the oldest event or "
        "behind the newest; else they are refused with 400, or ignored as the answer is one of offset mode; absent: "
        "there is no history (part 2, H.5 and H.7).",
    )
    events_cursor_age: Literal["valid", "expired", "reset"] = Field(
        "valid",
        description="Cursors of events that were given under another value of this switch are good, or 410 as too old, "
        "or 410 as the history was reset (part 2, H.5).",
    )
    events_duplicates: Literal["none", "twice"] = Field(
        "none", description="Whether the history shows each event once, or twice, which may be on two pages (H.6)."
    )
    events_socket: Literal["accepts", "closes", "absent"] = Field(
        "accepts",
        description="Whether live events are told over Socket.IO, or the connection is closed after its welcome; "
        "absent: 404 (part 2, H.2 and H.7).",
    )
    kit_sshd: bool = Field(
        True, description="Inside, at the start: whether SSH is served by the machine's own sshd, where it has one."
    )
    latency: float = Field(0.0, ge=0, le=3600, description="Seconds added to every API request.")

    def changed(self, changes: dict[str, Any]) -> Switches:
        """A copy with some switches changed; raises pydantic's ValidationError for a wrong name or value."""
        return Switches.model_validate({**self.model_dump(), **changes})


class Switched(Protocol):
    """Whatever has switches."""

    switches: Switches


# Validators of request bodies depend on switches; the context variable brings them there
# without every model having to be built per request.
active_switches: ContextVar[Switches] = ContextVar("active_switches", default=Switches())  # noqa: B039 - frozen
