#!/bin/sh
# Copyright (c) 2026, hoody.cloud contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Takes the place of the ssh program, so that Ansible's own ssh connection runs without a server: the last argument is
# the command, which is run here.
for command; do :; done
exec /bin/sh -c "$command"
