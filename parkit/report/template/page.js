// What a page can do beyond being read: remember the theme and the code switch, sort and filter tables, keep the place when
// the language changes. Without it the page is complete.
(() => {
  "use strict";
  const root = document.documentElement;
  const memory = {
    get(name) { try { return localStorage.getItem("parkit-" + name); } catch { return null; } },
    set(name, value) { try { localStorage.setItem("parkit-" + name, value); } catch { /* no storage: nothing kept */ } },
  };

  const theme = memory.get("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const isDark = () =>
    (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  function themeSwitch(button) {
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.hidden = false;
    show();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      memory.set("theme", root.dataset.theme);
      show();
    });
  }

  // The style shows code while the box is ticked; the attribute does so in browsers that do not know :has().
  function codeSwitch(box) {
    const show = () => { root.dataset.code = box.checked ? "shown" : "hidden"; };
    box.checked = memory.get("code") === "shown";
    box.addEventListener("change", () => { show(); memory.set("code", root.dataset.code); });
    show();
  }

  // Exhibits have the same ids in both languages; the last one begun is where the reader is.
  function languageLink(link) {
    const address = link.getAttribute("href").split("#")[0];
    link.addEventListener("click", () => {
      const begun = [...document.querySelectorAll(".exhibit[id]")].filter((e) => e.getBoundingClientRect().top < 160);
      const place = begun.length ? begun[begun.length - 1].id : "";
      link.href = address + (place && scrollY > 0 ? "#" + place : "");
    });
  }

  // "1.234,50" in Vietnamese, "1,234.50" in English; a dash is not a number and stays last.
  function number(text) {
    const plain = root.lang === "vi" ? text.replace(/\./g, "").replace(",", ".") : text.replace(/,/g, "");
    return parseFloat(plain.replace("−", "-").replace("+", ""));
  }

  function sortRows(body, column, numeric, down) {
    const rows = [...body.rows].filter((row) => !row.classList.contains("section"));
    const collator = new Intl.Collator(root.lang, { numeric: true });
    const compare = (a, b) => {
      const [left, right] = [a, b].map((row) => row.cells[column].textContent.trim());
      if (!numeric) return collator.compare(left, right) * (down ? -1 : 1);
      const [x, y] = [number(left), number(right)];
      if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
      return down ? y - x : x - y;
    };
    rows.sort(compare).forEach((row) => body.append(row));
  }

  // The heads of the columns, in their order, where some stand below a head of several columns.
  function columnHeads(table) {
    const [taken, heads] = [{}, []];
    [...table.tHead.rows].forEach((row, line) => {
      let column = 0;
      for (const head of row.cells) {
        while (taken[line + "," + column]) column += 1;
        if (head.scope === "col") heads[column] = head;
        for (let down = 0; down < head.rowSpan; down += 1) {
          for (let right = 0; right < head.colSpan; right += 1) taken[line + down + "," + (column + right)] = true;
        }
        column += head.colSpan;
      }
    });
    return heads;
  }

  function sortable(table) {
    if (table.tBodies.length === 0 || table.rows.length < 5 || !table.tHead) return;
    const heads = columnHeads(table);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const numeric = head.classList.contains("number");
        const was = head.getAttribute("aria-sort");
        const down = was ? was === "ascending" : numeric;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        [...table.tBodies].forEach((body) => sortRows(body, column, numeric, down));
      });
    });
  }

  // "so noi vu" finds "Sở Nội vụ": letters are compared without their marks, and every word must be there.
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  const LONG = 12;

  function filterable(table) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => !row.classList.contains("section"));
    const pattern = document.getElementById("page-filter");
    if (rows.length <= LONG || !pattern) return;
    const control = pattern.content.firstElementChild.cloneNode(true);
    const [input, count] = [control.querySelector("input"), control.querySelector("output")];
    const texts = new Map();
    input.addEventListener("input", () => {
      const words = fold(input.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        if (!texts.has(row)) texts.set(row, fold(row.textContent));
        row.hidden = !words.every((word) => texts.get(row).includes(word));
        shown += !row.hidden;
      }
      for (const body of table.tBodies) body.hidden = [...body.rows].every((row) => row.hidden || row.classList.contains("section"));
      count.textContent = words.length ? count.dataset.words.replace("{n}", shown).replace("{all}", rows.length) : "";
    });
    (table.closest(".scroll") || table).before(control);
  }

  // Only what scrolls needs a stop for the keyboard.
  function scrollStops() {
    for (const box of document.querySelectorAll(".scroll")) {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-theme-switch]").forEach(themeSwitch);
    document.querySelectorAll("#page-show-code").forEach(codeSwitch);
    document.querySelectorAll("[data-language]").forEach(languageLink);
    document.querySelectorAll(".exhibit table").forEach(sortable);
    document.querySelectorAll(".exhibit table, .index .scroll:not(.grid) table").forEach(filterable);
    document.querySelectorAll("details").forEach((each) => each.addEventListener("toggle", scrollStops));
    addEventListener("resize", scrollStops);
    scrollStops();
  });
})();
