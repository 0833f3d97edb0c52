// Keys: "/" and Ctrl-K to the search box, j and k through results, "?" for what there is. Those that are a
// single character can be switched off, for they are also what speech input and a slip of the hand type
// (WCAG 2.1.4); they never act while one types.

const OFF = "single-keys-off"; // in the browser's storage
const dialog = document.getElementById("_keys");
const choice = dialog.querySelector("[name=single-keys]");

/** The browser may refuse to store anything. */
function stored(value) {
  try {
    if (value === undefined) return localStorage.getItem(OFF) !== null;
    if (value) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    return false;
  }
}

function toBox() {
  const box = document.querySelector("#_search input[name=q]");
  box?.focus();
  box?.select();
  return box;
}

/** From the result that has the focus to the next or the one before; from anywhere else to the first in sight. */
function step(by) {
  const results = [...document.querySelectorAll(".result-title a")];
  const here = results.findIndex((link) => link.closest("li").contains(document.activeElement));
  const seen = results.findIndex((link) => link.getBoundingClientRect().top >= 0);
  const next = results[here < 0 ? Math.max(seen, 0) : here + by];
  next?.focus();
  return next;
}

function help() {
  if (dialog.open) dialog.close();
  else dialog.showModal();
  return true;
}

const SINGLE = { "/": toBox, j: () => step(1), k: () => step(-1), "?": help };

function types(element) {
  return element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const covered = document.querySelector("dialog:modal, :popover-open");
  let act;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") act = covered ? null : toBox;
  else if (!event.ctrlKey && !event.metaKey && choice.checked && !types(event.target)) act = SINGLE[event.key];
  if (covered && (act !== help || covered !== dialog)) return;
  if (act?.()) event.preventDefault();
}

choice.checked = !stored();
choice.addEventListener("change", () => stored(!choice.checked));
document.addEventListener("keydown", pressed);
for (const button of document.querySelectorAll("[data-keys]")) button.addEventListener("click", help);
