// The table for corrections. What an article or a coder says is set as text, and never as HTML.
const SIDES = { 1: "+1 for", 0: "0 neutral", "-1": "−1 against", none: "not a position" };
const HEADS = { concept: "Concept", agreement: "Agreement", holder: "Holder", note: "Reason" };
let made = 0;

function h(tag, given = {}, ...parts) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== false) node.setAttribute(name, value);
  }
  // JupyterLab takes the keys meant for a menu or a button (D, D deletes its cell), unless told here.
  if (node.tabIndex === 0) node.dataset.lmSuppressShortcuts = "true";
  node.append(...parts);
  return node;
}

const spoken = (field, value) =>
  (field === "agreement" ? SIDES[value] : field === "concept" ? value.replaceAll("_", " ") : value) || "nothing";
const cut = (words) => (words.length > 60 ? `${words.slice(0, 60)}…` : words);

function render({ model, el }) {
  const holders = `rhetoric-holders-${(made += 1)}`;
  let controls = []; // of each row on the page: its <tr>, and a control a field
  const get = (name) => model.get(name);

  function put(name, value) {
    model.set(name, value);
    model.save_changes();
  }

  function edit(row, field, control) {
    const value = control.value.toWellFormed?.() ?? control.value;
    if (value === row[field]) return;
    put("edits", [...get("edits"), { row: row.id, field, value }]);
    tell();
  }

  // What Python answers stands at its place in the same controls; nobody loses the focus.
  function fill() {
    tell();
    if (get("kept").edits !== get("edits").length) return; // more is on its way
    get("shown").rows.forEach((row, n) => {
      const { line, fields } = controls[n];
      for (const [field, { control, was }] of Object.entries(fields)) {
        const changed = row[field] !== row.was[field];
        if (control.value !== row[field]) control.value = row[field];
        control.disabled = !row.concept && field !== "concept";
        control.classList.toggle("edited", changed);
        was.textContent = changed && row.was.concept && field !== "note" ? `was: ${spoken(field, row.was[field])}` : "";
      }
      line.classList.toggle("gone", row.agreement === "none");
    });
  }

  function tell() {
    const { edits, said, bad } = get("kept");
    const waits = edits !== get("edits").length;
    status.textContent = waits ? "Not kept yet: waiting for the kernel." : said;
    status.classList.toggle("bad", waits || bad);
    undo.disabled = get("edits").length === 0;
  }

  function choice(values, field, empty) {
    const list = values.map((value) => h("option", { value }, spoken(field, value)));
    if (empty) list.unshift(h("option", { value: "", disabled: "" }, field === "concept" ? "add one" : "choose"));
    return list;
  }

  function control(row, field, number) {
    const given = { "aria-label": `${HEADS[field]}, row ${number}: ${cut(row.words)}`, "data-key": `${row.id} ${field}` };
    given.change = (event) => edit(get("shown").rows.find((one) => one.id === row.id), field, event.target);
    if (field === "concept") return h("select", given, ...choice(get("choices").concepts, field, !row.was.concept));
    if (field === "agreement") return h("select", given, ...choice(["1", "0", "-1", "none"], field, !row.was.agreement));
    if (field === "holder") return h("input", { ...given, list: holders, placeholder: row.was.concept ? "unknown" : "the speaker" });
    return h("input", { ...given, placeholder: "why" });
  }

  function line(row, number, above) {
    const fields = {};
    const sentence = h("td", { class: "words" }, h("bdi", {}, row.before), h("mark", {}, h("bdi", {}, row.words)), h("bdi", {}, row.after));
    if (row.title !== above?.title) sentence.prepend(h("small", {}, h("bdi", {}, row.title)));
    const node = h("tr", { class: row.was.concept ? "" : "new" }, h("th", { scope: "row" }, String(number)), sentence);
    for (const field of Object.keys(HEADS)) {
      fields[field] = { control: control(row, field, number), was: h("small") };
      node.append(h("td", { class: field }, fields[field].control, fields[field].was));
    }
    return { line: node, fields };
  }

  function build() {
    const { rows, total, first, page, pages } = get("shown");
    const key = el.getRootNode().activeElement?.dataset?.key;
    const same = rows.map((row) => row.id).join("\n");
    if (body.dataset.rows !== same) {
      controls = rows.map((row, n) => line(row, first + n, rows[n - 1]));
      body.replaceChildren(...controls.map((one) => one.line));
      if (body.dataset.view !== JSON.stringify(get("view"))) table.parentNode.scrollTop = 0;
      Object.assign(body.dataset, { rows: same, view: JSON.stringify(get("view")) });
      if (key) body.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
      count.textContent = total ? `Rows ${first}–${first + rows.length - 1} of ${total}` : "No such row";
    }
    before.disabled = page === 0;
    after.disabled = page + 1 >= pages;
    fill();
  }

  const look = (page) => put("view", { show: show.value, find: find.value, page });
  let later = 0;
  const find = h("input", { type: "search", input: () => {
    clearTimeout(later);
    later = setTimeout(look, 300, 0);
  } });
  const show = h("select", { change: () => look(0) },
    h("option", { value: "positions" }, "positions"), h("option", { value: "edited" }, "what is edited"),
    h("option", { value: "every" }, "all statements, to add positions"));
  const undo = h("button", { type: "button", click: () => put("edits", get("edits").slice(0, -1)) }, "Undo last edit");
  const before = h("button", { type: "button", click: () => look(get("shown").page - 1) }, "Previous page");
  const after = h("button", { type: "button", click: () => look(get("shown").page + 1) }, "Next page");
  const count = h("output", { "aria-live": "polite" });
  const status = h("p", { role: "status" });
  const body = h("tbody");
  const heads = ["Row", "Words in their sentence", ...Object.values(HEADS)].map((head) => h("th", { scope: "col" }, head));
  const table = h("table", {}, h("caption", {}, "Positions: correct what is wrong"), h("thead", {}, h("tr", {}, ...heads)), body);
  find.value = get("view").find;
  show.value = get("view").show;
  const root = h("section", { class: "rhetoric-edit", "aria-label": "Corrections" },
    h("div", { class: "bar" }, h("label", {}, "Find ", find), h("label", {}, "Show ", show), undo, before, after, count),
    status, h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of positions" }, table),
    h("datalist", { id: holders }, ...get("choices").holders.map((value) => h("option", { value }))));
  el.append(root);
  build();
  const on = { "change:shown": build, "change:kept": fill, "change:edits": fill };
  for (const [name, act] of Object.entries(on)) model.on(name, act);
  return () => {
    for (const [name, act] of Object.entries(on)) model.off(name, act);
  };
}

export default { render };
