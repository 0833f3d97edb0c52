// Conveniences on top of pages that work without them.

const form = document.getElementById("_search");
const status = document.getElementById("_status");

/** Say something to everybody, also to those who listen to the page. */
function announce(message) {
  status.textContent = message;
  status.classList.add("toast-shown");
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => status.classList.remove("toast-shown"), 2500);
}

/** Permanent links copy themselves where the browser lets them; else they stay links. */
function copyLinks() {
  if (!navigator.clipboard) return;
  for (const link of document.querySelectorAll("[data-copy]")) {
    if (link.dataset.copy) link.textContent = link.dataset.copy;
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        await navigator.clipboard.writeText(link.href);
        announce(status.dataset.copied);
      } catch {
        location.href = link.href;
      }
    });
  }
}

/** A filter applies as soon as it is ticked. */
function applyFilters() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type === "checkbox" && box.form === form) form.requestSubmit();
  });
}

/** Long lists get a box that hides all that does not have its text. */
function findInLists() {
  for (const folded of document.querySelectorAll("details[data-find]")) {
    const box = document.createElement("input");
    box.type = "search";
    box.className = "find";
    box.placeholder = folded.dataset.findShort;
    box.setAttribute("aria-label", folded.dataset.find);
    folded.querySelector("summary").after(box);
    box.addEventListener("input", () => {
      const wanted = plain(box.value);
      for (const row of folded.querySelectorAll("li")) row.hidden = !plain(row.querySelector("label").textContent).includes(wanted);
    });
  }
}

/** A text without what is easily typed otherwise: capitals and accents. */
function plain(text) {
  return text.trim().toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}

/** "/" leads to the search box from anywhere but a field that one types into. */
function slashSearches() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    const box = form?.elements.namedItem("q");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

/** An image that cannot be had is marked, so that what stands in for it shows. */
function markLostImages() {
  const mark = (image) => image.classList.add("gone");
  document.addEventListener("error", (event) => event.target instanceof HTMLImageElement && mark(event.target), true);
  for (const image of document.images) {
    if (image.complete && image.currentSrc && !image.naturalWidth) mark(image);
  }
}

copyLinks();
applyFilters();
findInLists();
slashSearches();
markLostImages();
