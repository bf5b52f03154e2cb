// Searches the list of the page, which it reads once and never changes: results are copies. Without it the list is all there is.
(() => {
  "use strict";
  const FIRST = 30, MORE = 100;
  const KINDS = {prefecture: "Préfectures", sub_prefecture: "Sous-préfectures", several: "Comparaisons de sites"};
  const STATES = {failed: "En échec", outdated: "À refaire", unavailable: "Indisponible", new: "Nouveau", ok: "Produit"};
  const form = document.querySelector(".portal-search");
  const words = form.querySelector("#mots"), status = form.querySelector("[role=status]");
  const clear = form.querySelector("[type=reset]"), selects = [...form.querySelectorAll("select")];
  const list = document.getElementById("liste"), panel = document.querySelector(".portal-results");
  const results = panel.querySelector("ol"), more = panel.querySelector("button");
  const number = new Intl.NumberFormat("fr-FR");

  // No accent, no capital, one space before each word: a word is found by its beginning.
  const fold = text => " " + text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae")
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();

  const text = node => node ? node.textContent : "";
  const folded = new Map(), pages = new Map();
  const foldOnce = raw => folded.get(raw) ?? folded.set(raw, fold(raw)).get(raw);

  function read() {
    const entries = [];
    for (const reason of list.querySelectorAll(".portal-reason")) {
      const state = reason.dataset.s, why = text(reason.querySelector(".portal-why"));
      for (const item of reason.querySelectorAll("li")) {
        const [period, report] = item.querySelectorAll("span");
        entries.push({item, state, why, region: item.dataset.g, kind: item.dataset.k, department: item.dataset.d,
          place: text(item.querySelector("b")), period: text(period), report: text(report), audience: text(item.querySelector("i")),
          day: "", sentence: ""});
      }
    }
    for (const region of list.querySelectorAll(".portal-region")) {
      const name = text(region.querySelector("h3"));
      for (const place of region.querySelectorAll(".portal-place")) {
        const shared = {region: name, kind: place.dataset.k, department: place.dataset.d, place: text(place.querySelector("h4")), why: ""};
        const page = place.querySelector(":scope > p > a");
        if (page) pages.set(shared.place, page.href);
        let batch = {};
        for (const part of place.children) {
          if (part.localName === "h5") {
            batch = {...shared, period: part.firstChild.data.trim(), day: text(part.querySelector("small"))};
          } else if (part.localName === "ul") {
            for (const item of part.children) {
              const isNew = item.querySelector("b") !== null;
              entries.push({...batch, item, report: text(item.firstElementChild), sentence: text(item.querySelector("p")),
                audience: text(item.querySelector("i")), state: item.dataset.s || (isNew ? "new" : "ok")});
            }
          }
        }
      }
    }
    for (const entry of entries) {
      entry.named = [entry.place, entry.department, entry.period, entry.report].map(foldOnce).join("");
      entry.all = entry.named + [entry.region, entry.sentence, entry.why, entry.kind === "several" ? "comparaison" : ""].map(foldOnce).join("");
    }
    return entries;
  }

  const entries = read();
  const FIELDS = {region: "region", site: "kind", rapport: "report", diffusion: "audience", etat: "state"};
  const collator = new Intl.Collator("fr");

  function fill(select) {
    const present = [...new Set(entries.map(entry => entry[FIELDS[select.id]]))].filter(Boolean);
    const said = {site: KINDS, etat: STATES}[select.id];
    const ordered = said ? Object.keys(said).filter(key => present.includes(key)) : present.sort(collator.compare);
    for (const value of ordered) select.add(new Option(said ? said[value] : value, value));
    // « Produit » is what is neither failed nor old, new or not.
    if (select.id === "etat" && present.includes("new") && !present.includes("ok")) select.add(new Option(STATES.ok, "ok"));
    select.parentElement.hidden = select.options.length < 3;
  }

  function matches() {
    const asked = selects.filter(select => select.value).map(select => [FIELDS[select.id], select.value]);
    const tokens = fold(words.value).split(" ").filter(Boolean).map(word => " " + word);
    if (!asked.length && !tokens.length) return null;
    const near = [], far = [];
    for (const entry of entries) {
      if (!asked.every(([field, value]) => entry[field] === value || (value === "ok" && entry.state === "new"))) continue;
      if (tokens.every(token => entry.named.includes(token))) near.push(entry);
      else if (tokens.every(token => entry.all.includes(token))) far.push(entry);
    }
    return near.concat(far);
  }

  const made = (tag, className, content) => Object.assign(document.createElement(tag), {className, textContent: content});

  function shown(entry) {
    const item = document.createElement("li"), where = made("p", "portal-where", ""), page = pages.get(entry.place);
    item.tabIndex = -1;
    where.append(page ? Object.assign(made("a", "", entry.place), {href: page}) : entry.place);
    where.append(made("span", "", [entry.period, entry.why && entry.audience, entry.day].filter(Boolean).join(" · ")));
    item.append(where);
    if (entry.why) {
      const badge = entry.item.closest(".portal-reason").querySelector(".qep").cloneNode(true);
      item.append(made("span", "portal-title", entry.report), " ", badge, made("p", "", entry.why));
    } else {
      item.append(...[...entry.item.childNodes].map(node => node.cloneNode(true)));
      for (const link of [...item.querySelectorAll(":scope > a")].slice(1)) link.setAttribute("aria-label", `${link.textContent}\u00a0: ${entry.report}, ${entry.place}, ${entry.period}`);
    }
    return item;
  }

  let found = null;

  function show(count) {
    const from = results.childElementCount;
    results.append(...found.slice(from, from + count).map(shown));
    more.hidden = results.childElementCount >= found.length;
    return results.children[from];
  }

  function search() {
    const started = performance.now();
    found = matches();
    list.hidden = found !== null;
    clear.hidden = found === null;
    panel.hidden = !found || !found.length;
    results.replaceChildren();
    if (found) show(FIRST);
    const count = found && number.format(found.length) + (found.length > 1 ? " rapports trouvés" : " rapport trouvé");
    status.textContent = !found ? "" : found.length ? count + (found.length > FIRST ? `, les ${FIRST} premiers sont affichés.` : ".")
      : "Aucun rapport trouvé. À faire\u00a0: vérifier les mots, ou enlever un filtre.";
    performance.measure("recherche", {start: started, end: performance.now()});
  }

  // The address keeps the search: coming back from a report finds it again, and it can be sent to a colleague.
  function keep() {
    const asked = [["mots", words.value.trim()], ...selects.map(select => [select.id, select.value])].filter(([, value]) => value);
    history.replaceState(null, "", asked.length ? "#?" + new URLSearchParams(asked) : location.pathname + location.search);
  }

  function recall() {
    if (!location.hash.startsWith("#?")) return;
    for (const [name, value] of new URLSearchParams(location.hash.slice(2))) if (form.elements[name]) form.elements[name].value = value;
  }

  selects.forEach(fill);
  form.hidden = false;
  recall();
  search();
  form.addEventListener("input", search);
  form.addEventListener("change", keep);
  form.addEventListener("reset", () => setTimeout(() => { search(); keep(); words.focus(); }));
  form.addEventListener("submit", event => {
    event.preventDefault();
    keep();
    if (!found || !found.length) return;
    // What failed has nothing to open.
    const link = results.querySelector(":scope > li > a");
    if (link) link.click(); else results.firstElementChild.focus();
  });
  more.addEventListener("click", () => show(MORE).focus());
  addEventListener("hashchange", () => { recall(); search(); });
})();
