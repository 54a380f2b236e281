/* Copyright (c) 2026, hoody.cloud contributors
 * GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/* The choice of a version, above the search. Each version is a folder beside that of this page. */
addEventListener("DOMContentLoaded", () => {
  const label = document.querySelector("label.version");
  if (!label || window.versions.length < 2) return;
  const top = new URL(document.documentElement.dataset.content_root, location.href);
  const here = top.pathname.split("/").slice(-2)[0];
  const list = label.querySelector("select");
  for (const name of window.versions) list.add(new Option(name, name, false, name === here));
  list.addEventListener("change", () => {
    const page = location.pathname.slice(top.pathname.length);
    const other = new URL(`../${list.value}/`, top);
    // A page that the other version does not have is its first page.
    fetch(new URL(page, other), { method: "HEAD" })
      .then((reply) => reply.ok)
      .catch(() => false)
      .then((there) => { location.href = there ? new URL(page, other) : new URL("index.html", other); });
  });
  label.hidden = false;
});
