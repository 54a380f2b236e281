/* Copyright (c) 2026, hoody.cloud contributors
   GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
   SPDX-License-Identifier: GPL-3.0-or-later

   What a look at a page would find, as sentences. It is evaluated in the page. */
() => {
  const faults = [];
  const paper = matchMedia("print").matches;
  const said = (element) => `${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 40)}"`;
  const seen = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility === "visible";

  /* What does not fit. On a screen, code may be moved sideways; a table may not, as its text would be, too. */
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) faults.push(`it is ${wide} wide`);
  for (const element of document.body.querySelectorAll("*")) {
    const holds = paper || element.matches("table") || element.querySelector(":scope > table");
    if (!holds || getComputedStyle(element).overflowX === "visible") continue;
    if (element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1) faults.push(`cut off: ${said(element)}`);
  }
  for (const element of paper ? document.body.querySelectorAll("*") : []) {
    if (getComputedStyle(element).position === "fixed" && element.offsetWidth * element.offsetHeight && seen(element)) {
      faults.push(`on every sheet: ${said(element)}`);
    }
  }
  for (const code of document.querySelectorAll("td:first-child code")) {
    const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      for (const word of texts.currentNode.data.matchAll(/\w+/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) faults.push(`torn: ${word[0]}`);
      }
    }
  }
  for (const image of document.images) {
    if (!image.naturalWidth) faults.push(`does not load: ${image.src}`);
  }
  for (const text of document.querySelectorAll("svg text")) {
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    if (size < (paper ? 7 : 9)) faults.push(`${size.toFixed(1)} px: ${said(text)}`);
  }

  /* Headings: one title, no level left out, none twice, and a deeper one is never larger. */
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
  const level = (heading) => Number(heading.tagName[1]);
  const size = (heading) => parseFloat(getComputedStyle(heading).fontSize);
  if (headings.filter((heading) => level(heading) === 1).length !== 1) faults.push("it does not have one title");
  headings.forEach((heading, number) => {
    const before = headings[number - 1];
    if (before && level(heading) > level(before) + 1) faults.push(`leaves out a level: ${said(heading)}`);
    if (before && level(heading) > level(before) && size(heading) > size(before)) faults.push(`too large: ${said(heading)}`);
    if (headings.slice(0, number).some((other) => said(other) === said(heading))) faults.push(`twice: ${said(heading)}`);
  });

  /* Text that is too faint, by the rule of WCAG. Drawings have backgrounds of their own, and are left out. */
  const dot = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const color = (text) => {
    if (!known.has(text)) {
      dot.clearRect(0, 0, 1, 1);
      dot.fillStyle = text;
      dot.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = dot.getImageData(0, 0, 1, 1).data;
      known.set(text, [red, green, blue, alpha / 255]);
    }
    return known.get(text);
  };
  const over = (top, below) => [0, 1, 2].map((part) => top[part] * top[3] + below[part] * (1 - top[3]));
  const light = (shown) => {
    const [red, green, blue] = shown.map((part) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  /* The color behind an element, and how opaque it is, with all that it is in. */
  const sheet = document.body.appendChild(document.createElement("p"));
  sheet.style.background = "Canvas";
  const grounds = new Map([[null, { page: color(getComputedStyle(sheet).backgroundColor), opacity: 1 }]]);
  sheet.remove();
  const ground = (element) => {
    if (!grounds.has(element)) {
      const { page, opacity } = ground(element.parentElement);
      const style = getComputedStyle(element);
      grounds.set(element, { page: over(color(style.backgroundColor), page), opacity: opacity * style.opacity });
    }
    return grounds.get(element);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !seen(element) || element.closest("script, style, svg")) continue;
    const { page, opacity } = ground(element);
    const [red, green, blue, alpha] = color(getComputedStyle(element).color);
    const shown = over([red, green, blue, alpha * opacity], page);
    const [low, high] = [light(page), light(shown)].sort((one, other) => one - other);
    const contrast = (high + 0.05) / (low + 0.05);
    if (opacity && contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${said(element)}`);
  }
  return [...new Set(faults)];
}
