// Suggestions while typing, after the ARIA combobox pattern with a listbox. Nothing is searched for or
// opened that the reader did not choose: Enter without a marked suggestion submits what was typed.

const PAUSE = 90; // milliseconds after a key: typing on asks only once

const box = document.querySelector("#_search input[name=q]");
const list = document.createElement("ul");
const count = document.createElement("p");
let found = [];
let marked = -1;
let asked = new AbortController();
let timer = 0;

function open() {
  return !list.hidden;
}

function close() {
  clearTimeout(timer);
  asked.abort();
  list.hidden = true;
  mark(-1);
  box.setAttribute("aria-expanded", "false");
}

function mark(place) {
  marked = place;
  [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
  if (place < 0) {
    box.removeAttribute("aria-activedescendant");
    return;
  }
  const option = list.children[place];
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

/** One suggestion as an option: what it is called, what it is, how many results it gives. */
function option(suggestion, at) {
  const row = document.createElement("li");
  row.id = `_option-${at}`;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  const label = document.createElement("bdi");
  label.textContent = suggestion.label;
  if (suggestion.language) label.lang = suggestion.language;
  const what = document.createElement("span");
  what.className = "aside";
  what.textContent = [suggestion.what, suggestion.count || ""].filter(Boolean).join(" · ");
  row.append(label, " ", what);
  row.addEventListener("click", (event) => choose(at, event.ctrlKey || event.metaKey));
  return row;
}

function show(suggestions) {
  found = suggestions;
  list.replaceChildren(...suggestions.map(option));
  mark(-1);
  list.hidden = !suggestions.length;
  box.setAttribute("aria-expanded", String(open()));
  // Where results follow what is typed, their number is what is said.
  if (!document.getElementById("_finder")) count.textContent = open() ? `${list.ariaLabel}: ${suggestions.length}` : "";
}

function choose(at, elsewhere = false) {
  const { address, value } = found[at];
  if (address) {
    if (elsewhere) window.open(address, "_blank", "noopener");
    else location.href = address;
    return;
  }
  box.value = value;
  box.focus();
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Ask for suggestions; of several answers only the one to the last question counts. */
async function ask() {
  asked.abort();
  const text = box.value;
  if (!text.trim()) {
    close();
    return;
  }
  asked = new AbortController();
  try {
    const address = new URL(box.form.dataset.suggest, location.href);
    address.searchParams.set("q", text);
    const answer = await fetch(address, { signal: asked.signal });
    if (answer.ok) show(await answer.json());
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

/** What is marked was an answer to another text. */
function typed() {
  mark(-1);
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

function pressed(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const last = found.length - 1;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (event.altKey && event.key === "ArrowUp") {
      close();
      return;
    }
    if (!open()) {
      ask();
      return;
    }
    if (event.altKey) return;
    // Beyond either end lies the box itself, where nothing is marked.
    const down = event.key === "ArrowDown";
    mark(down ? (marked === last ? -1 : marked + 1) : marked === -1 ? last : marked - 1);
  } else if (event.key === "Enter" && open() && marked >= 0) {
    event.preventDefault();
    choose(marked);
  } else if (event.key === "Escape" && open()) {
    event.preventDefault();
    close();
  } else if (event.key === "Tab") {
    close();
  } else if (/^(ArrowLeft|ArrowRight|Home|End)$/.test(event.key)) {
    mark(-1); // back in the text
  }
}

function begin() {
  list.id = "_suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.ariaLabel = box.form.dataset.suggestions;
  // The pointer must not take the focus from the box.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  count.className = "unseen";
  count.setAttribute("aria-live", "polite");
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");
  box.setAttribute("aria-controls", list.id);
  box.form.append(list, count);
  box.addEventListener("input", typed);
  box.addEventListener("keydown", pressed);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
}

if (box) begin();
