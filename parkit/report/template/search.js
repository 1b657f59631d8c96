// The search: on the start page it leads to the search page; there it narrows the list, without accents or case,
// so that "so noi vu" finds "Sở Nội vụ". Without it the list stands complete.
(() => {
  "use strict";
  const plain = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ");

  function lead(form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = form.dataset.to + "?q=" + encodeURIComponent(form.querySelector("input").value.trim());
    });
  }

  function narrow(form) {
    const box = form.querySelector("input");
    const status = form.querySelector("[role=status]");
    const groups = [...document.querySelectorAll("[data-group]")].map((group) => ({
      group, items: [...group.querySelectorAll("li")].map((item) => ({ item, text: plain(item.textContent) })),
    }));
    let timer = 0;

    function tell(count) {
      if (!box.value.trim()) { status.textContent = ""; return; }
      const words = count === 1 ? status.dataset.one : count ? status.dataset.count : status.dataset.none;
      status.textContent = words.replace("{n}", count.toLocaleString(document.documentElement.lang)).replace("{text}", box.value.trim());
    }

    function search() {
      const wanted = plain(box.value).split(" ").filter(Boolean);
      let count = 0;
      for (const { group, items } of groups) {
        let here = 0;
        for (const { item, text } of items) {
          const fits = wanted.every((word) => text.includes(word));
          item.hidden = !fits;
          here += fits;
        }
        group.hidden = !here;
        count += here;
      }
      clearTimeout(timer);
      timer = setTimeout(() => tell(count), 300);  // said once the reader pauses
    }

    form.hidden = false;
    box.value = new URLSearchParams(location.search).get("q") || "";
    box.addEventListener("input", search);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const first = document.querySelector("[data-group]:not([hidden]) li:not([hidden]) a");
      if (first) first.focus();
    });
    if (box.value) { search(); box.focus(); }
    const other = document.querySelector("[data-language]");
    // After the page's own script has set the place: the words sought go along.
    if (other) addEventListener("load", () => other.addEventListener("click", () => {
      if (box.value.trim()) other.search = "?q=" + encodeURIComponent(box.value.trim());
    }));
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-search-lead]").forEach(lead);
    document.querySelectorAll("[data-search]").forEach(narrow);
  });
})();
