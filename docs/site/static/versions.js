/* Copyright (c) 2026, hoody.cloud contributors
 * GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* Which versions of the site there are, by the names of their folders. .ci/publish.py writes this file anew. */
window.versions = [];
