# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the Hoody API: a real HTTP server with a seeded world, switches and faults.

Start it from the repository root with ``python -m tests.emulator``.

Imports go downwards only, in this order (tests/unit/emulator/test_emulator_layers.py):

    __main__    the command line, and the server
    greeting    what it says at its start
    app         puts the parts together
    control     switches, faults, log and world from outside; not part of the API
    kit/        the inside of containers: commands, files, SSH (with --inside)
    routes/     what is answered on which path, a file a resource
    members/    the members of every object that is sent or replied, a file a resource
    world/      what exists, and what happens in it
    wire/       what a request and a reply are: envelope, pages, tables, switches, faults, log

``process`` runs all that as a process of its own, and imports none of it.

Where something new goes:

    a switch            a field of Switches (wire/switches.py), and wherever it is read
    a member            a line of the table of its object (members/, for containers members/containers.py)
    a plain resource    an entry of RESOURCES (members/plain.py)
    a route             the file of its resource in routes/, whose router is one of ROUTERS in app.py
    what is inside      kit/: a request to a service in terminal.py or files.py, a mount in boot.py
    a kind of fault     an entry of KINDS (wire/fault_kinds.py)
    a refusal           routes/rules.py if several routes refuse so, else the route; world/lifecycle.py for a status
"""

from __future__ import annotations
