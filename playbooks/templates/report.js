/* Copyright (c) 2026, hoody.cloud contributors
   GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
   SPDX-License-Identifier: GPL-3.0-or-later */
"use strict";
/* Everything is on the page without this. It finds and sorts: the rows that are wanted stand in the table, a hundred to a
   tbody, so that the browser lays out those that come into view; the others are kept here. */
(() => {
  const CHUNK = 100;
  const table = document.getElementById("list");
  const controls = document.getElementById("controls");
  const heads = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator("en", { numeric: true });
  let rows = [];
  let sorted = { column: 0, down: false };

  const many = (number) => Number(number).toLocaleString("en");

  const read = () => {
    if (!rows.length) {
      rows = [...table.querySelectorAll("tbody > tr")].map((row) => {
        const cells = [...row.cells].map((cell) => cell.textContent.trim());
        return { row, cells, text: cells.join(" ").toLowerCase() };
      });
    }
    return rows;
  };

  const wanted = () => {
    const words = controls.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = [...controls.querySelectorAll("select")]
      .filter((select) => select.value)
      .map((select) => [Number(select.dataset.column), select.value]);
    return read().filter(({ cells, text }) =>
      words.every((word) => text.includes(word)) &&
      chosen.every(([column, value]) => (value === "*" ? cells[column] !== "" : cells[column] === value)));
  };

  const show = () => {
    const { column, down } = sorted;
    const found = wanted().sort((one, other) =>
      (down ? -1 : 1) * collator.compare(one.cells[column], other.cells[column]));
    const bodies = [];
    for (let first = 0; first < found.length; first += CHUNK) {
      const body = document.createElement("tbody");
      const part = found.slice(first, first + CHUNK);
      body.style.setProperty("--rows", part.length);
      body.append(...part.map((item) => item.row));
      bodies.push(body);
    }
    [...table.tBodies].forEach((body) => body.remove());
    table.append(...bodies);
    controls.querySelector("output").value = `${many(found.length)} of ${many(rows.length)}`;
    document.getElementById("none").style.display = found.length ? "none" : "block";
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sorted = { column, down: sorted.column === column && !sorted.down };
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      show();
    });
  });
  let pending = 0;
  controls.addEventListener("input", () => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(show);
  });
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("reset", () => setTimeout(show));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) {
      return;
    }
    if (link.dataset.column) {
      controls.reset();
      controls.querySelector(`select[data-column="${link.dataset.column}"]`).value = link.dataset.value;
      show();
    } else if (link.closest(".map")) {
      /* The row has to be there for the browser to go to it. */
      controls.reset();
      show();
    }
  });
  /* The API tells the names of the countries of servers only. */
  const countries = new Intl.DisplayNames(["en"], { type: "region" });
  document.querySelectorAll("[data-country]").forEach((place) => {
    if (/^[A-Z]{2}$/.test(place.dataset.country)) {
      place.textContent = countries.of(place.dataset.country);
    }
  });
  controls.querySelector("output").value = `${many(table.dataset.rows)} of ${many(table.dataset.rows)}`;
  document.documentElement.classList.add("active");
})();
