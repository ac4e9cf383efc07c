"use strict";
{
  const form = document.querySelector(".filter");
  const [words, side] = [form.querySelector("input"), form.querySelector("select")];
  const groups = document.querySelectorAll("main section");
  const rows = Array.from(document.querySelectorAll(".marks li, .once li, main tbody tr"), (row) => {
    const head = row.closest("section")?.querySelector("h2").textContent ?? "";
    return { row, text: `${head} ${row.textContent}`.toLowerCase(), side: row.querySelector("b")?.textContent };
  });
  const filter = () => {
    const wanted = words.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { row, text, side: own } of rows) {
      const kept = wanted.every((word) => text.includes(word)) && (!side?.value || side.value === own);
      row.hidden = !kept;
      shown += kept;
    }
    for (const group of groups) group.hidden = !group.querySelector("li:not([hidden])");
    form.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  if (words.value || side?.value) filter(); // what the browser kept on the way back
}
