// Returns the faults of a page's structure. It is the body of a function.
const faults = [];
const need = (isRight, text) => isRight || faults.push(text);
const all = (selector) => [...document.querySelectorAll(selector)];

need(document.documentElement.lang === "en", "lang");
need(/.{3} certmint$/.test(document.title), `title: ${document.title}`);
for (const selector of ["h1", "header", "main#main", "footer", "meta[name=viewport]"]) {
  need(all(selector).length === 1, `${selector}: ${all(selector).length}`);
}
need(all("script, style, [style], [onclick], [onload], [onsubmit]").length === 0, "an inline script or style");

let level = 0;
for (const heading of all("h1, h2, h3, h4")) {
  const own = Number(heading.tagName[1]);
  need(own <= level + 1, `${heading.tagName} after h${level}`);
  need(heading.textContent.trim(), "an empty heading");
  level = own;
}
for (const field of all("input:not([type=hidden]), select, textarea")) {
  const [label] = field.labels;
  const isLabelled = field.labels.length === 1 && label.htmlFor === field.id && label.textContent.trim();
  need(field.id && isLabelled, `label of ${field.outerHTML}`);
}
for (const table of all("table")) {
  need(table.caption?.textContent.trim(), "a table without a caption");
  need(table.querySelector("thead th"), "a table without heads");
  for (const head of table.querySelectorAll("thead th")) need(head.scope === "col", "scope of a column");
  for (const row of table.querySelectorAll("tbody tr")) {
    need(row.cells[0].tagName === "TH" && row.cells[0].scope === "row", "scope of a row");
  }
}
const ids = all("[id]").map((element) => element.id);
need(new Set(ids).size === ids.length, "an id twice");
for (const link of all("a, button")) need(link.textContent.trim() || link.ariaLabel, "a link without text");
for (const time of all("time")) {
  need(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time.dateTime), `time ${time.dateTime}`);
}
need(document.documentElement.scrollWidth <= innerWidth, "wider than the window");
return faults;
