// Results that follow what is typed, ticked and chosen, in place. htmx fetches the part of the page that
// changes and merges it into the page; here is what it cannot know: history, focus, status, failure.
// Without htmx the form is sent as ever.

const { htmx } = window;
const form = document.getElementById("_search");
const box = form.elements.namedItem("q");
const finder = document.getElementById("_finder");
const all = document.getElementById("_all");
const results = new URL(form.action).pathname;

let typing = false; // whether the last entry of the history is a text that may not be finished
let failed = false;
let sorted = order();
let focused = null; // what has the focus, while its place may be given to another

/** Show a search here instead of going there; ``turned``: to another page of the results. */
function show(address, turned = false) {
  htmx.ajax("GET", address.pathname + address.search, { source: finder, target: finder, turned });
}

function order() {
  return finder.querySelector(".sorts [aria-current]")?.textContent;
}

/** One line for those who listen: how many results, which page of them, and the order where it is another. */
function announce() {
  const parts = [finder.querySelector("h1"), finder.querySelector(".pager [rel=prev] + span")].map((part) => part?.textContent);
  if (order() !== sorted) parts.push(order());
  sorted = order();
  say(parts.filter(Boolean).map((part) => part.replace(/\s+/g, " ").trim()).join(", "));
}

function say(message) {
  document.getElementById("_status").textContent = message;
}

function byTyping(ctx) {
  return /^(input|compositionend)$/.test(ctx.sourceEvent?.type);
}

/** An address says no more than it must; what is being composed is no text yet. */
function beforeAsking(event) {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== form) return;
  if (ctx.sourceEvent.isComposing) event.preventDefault();
  if (ctx.sourceEvent.type === "submit" && failed) {
    event.preventDefault();
    form.submit();
  }
  for (const name of ["q", "after", "before"]) if (!ctx.request.body.get(name)) ctx.request.body.delete(name);
}

/** Going back leads to what was there before the typing, not to each of its letters. */
function keepHistoryShort(event) {
  const { ctx } = event.detail;
  if (ctx.target !== finder) return;
  ctx.again = ctx.request.action === location.pathname + location.search;
  if (ctx.again || (byTyping(ctx) && typing)) {
    ctx.push = null;
    ctx.replace = "true";
  }
}

/** An answer that is none of ours is not shown in our place. */
function checkAnswer(event) {
  const { ctx } = event.detail;
  if (ctx.response.raw.ok) return;
  event.preventDefault();
  fail(event);
}

function fail(event) {
  const { ctx } = event.detail;
  if (ctx?.target !== finder) return;
  if (ctx.sourceElement === document.body) {
    location.reload(); // going back: the address has changed already
    return;
  }
  failed = true;
  finder.querySelector(".failed")?.remove();
  const notice = document.getElementById("_failed").content.firstElementChild.cloneNode(true);
  notice.querySelector("a").href = ctx.request.action;
  finder.querySelector(".finder-head").prepend(notice);
  say(notice.textContent.trim());
}

function beforeShowing() {
  const { activeElement } = document;
  const field = activeElement.matches("#_finder input[name]") && activeElement;
  focused = { name: field.name, value: field.value, chip: activeElement.closest(".chips") };
}

function afterShowing(event) {
  const { ctx } = event.detail;
  if (ctx.target !== finder && ctx.sourceElement !== document.body) return;
  failed = false;
  typing = byTyping(ctx) || (typing && ctx.again);
  const restored = ctx.sourceElement === document.body;
  // What somebody types is theirs.
  if (restored || document.activeElement !== box) box.value = finder.dataset.text;
  settle(ctx.turned);
}

/** Bring in line with the new page what a merge leaves as the reader had it. */
function settle(turned) {
  for (const field of finder.querySelectorAll("input[form=_search]")) {
    if (field.type === "checkbox") field.checked = field.defaultChecked;
    else if (field !== document.activeElement) field.value = field.defaultValue;
  }
  for (const reasons of finder.querySelectorAll(".why[open]")) reasons.open = false;
  for (const find of finder.querySelectorAll(".find")) findInList(find);
  bars();
  keepLanguages();
  keepFocus(turned);
  announce();
}

/** The search in another language of the interface is the search as it is now. */
function keepLanguages() {
  for (const link of document.querySelectorAll(".languages a")) {
    const address = new URL(location.href);
    address.searchParams.set("hl", link.lang);
    link.href = address.search;
  }
}

function keepFocus(turned) {
  const heading = finder.querySelector("h1");
  const fields = [...finder.querySelectorAll(`input[name="${focused.name}"]`)];
  let next = null;
  if (turned) next = heading;
  else if (focused.name) next = fields.find((field) => field.type === "date" || field.value === focused.value) ?? heading;
  else if (document.activeElement === document.body) next = (focused.chip && finder.querySelector(".chip")) ?? heading;
  if (turned) finder.scrollIntoView();
  if (next !== document.activeElement) next?.focus({ preventScroll: true });
}

/** Links to other searches, and to all values of a facet, are followed here. */
function followHere(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const address = new URL(link.getAttribute("href"), location.href);
  if (address.origin !== location.origin) return;
  if (address.pathname === results) show(address, Boolean(link.rel && link.closest(".pager")));
  else if (address.pathname.startsWith(`${results}/`)) showAll(address);
  else return;
  event.preventDefault();
}

async function showAll(address) {
  const into = document.getElementById("_all-values");
  into.replaceChildren();
  await htmx.ajax("GET", address.pathname + address.search, { source: all, target: into, swap: "innerHTML ignoreTitle:true" });
  if (!into.firstElementChild) location.href = address.href;
  else if (!all.open) all.showModal();
}

/** The values that were ticked among all of them narrow the results behind. */
function chooseValues(event) {
  const list = event.target.closest("form.values");
  if (!list) return;
  event.preventDefault();
  if (event.submitter?.hasAttribute("formaction")) return;
  all.close();
  const chosen = new FormData(list);
  chosen.delete("within");
  show(new URL(`?${new URLSearchParams(chosen)}`, form.action));
}

/** Hide all of a list that does not have the text of its box. */
function findInList(find) {
  const wanted = plain(find.value);
  for (const row of find.closest("details").querySelectorAll(".facet-row")) {
    row.hidden = !plain(row.querySelector("label").textContent).includes(wanted);
  }
}

/** A text without what is easily typed otherwise: capitals and accents. */
function plain(text) {
  return text.trim().toLowerCase().normalize("NFD").replace(/\p{Mn}/gu, "");
}

/** The bars over time are one stop of the keyboard; arrows lead from one to the next. */
function bars() {
  const links = [...finder.querySelectorAll(".bars a")];
  const stop = links.find((link) => link === document.activeElement || link.classList.contains("chosen")) ?? links.at(-1);
  for (const link of links) link.setAttribute("tabindex", link === stop ? "0" : "-1");
  finder.querySelector(".histogram svg")?.removeAttribute("aria-hidden");
}

function walkBars(event) {
  const links = [...finder.querySelectorAll(".bars a")];
  const here = links.indexOf(document.activeElement);
  if (here < 0) return;
  const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: links.length - 1 }[event.key];
  if (!links[next]) return;
  event.preventDefault();
  links[next].focus();
  bars();
}

/** On a phone the filters lie over the page: what is beneath can be reached neither by touch nor by keyboard. */
function lockBeneath(lock) {
  for (const part of document.querySelectorAll("body > :not(main, #_status), .finder-head, .finder-main")) part.inert = lock;
}

function openedOrClosed(event) {
  if (event.target.id !== "_filters") return;
  // The browser gives the focus back between the two events: what it gives it to must be free by then.
  if (event.type === "beforetoggle" && event.newState === "closed") lockBeneath(false);
  if (event.type === "toggle" && event.newState === "open") {
    lockBeneath(true);
    event.target.querySelector("h2").focus();
  }
}

function begin() {
  // What the reader has opened stays open, and what lies beneath stays beneath.
  htmx.config.morphIgnore.push("open", "inert");
  document.addEventListener("htmx:config:request", beforeAsking);
  document.addEventListener("htmx:before:request", keepHistoryShort);
  document.addEventListener("htmx:before:response", checkAnswer);
  document.addEventListener("htmx:error", fail);
  document.addEventListener("htmx:before:swap", beforeShowing);
  document.addEventListener("htmx:after:swap", afterShowing);
  finder.addEventListener("click", followHere);
  all.addEventListener("submit", chooseValues);
  form.addEventListener("submit", () => matchMedia("(pointer: coarse)").matches && box.blur());
}

if (finder) {
  if (htmx) begin();
  else finder.addEventListener("change", (event) => event.target.form === form && form.requestSubmit());
  finder.addEventListener("input", (event) => event.target.matches(".find") && findInList(event.target));
  finder.addEventListener("keydown", walkBars);
  for (const type of ["beforetoggle", "toggle"]) document.addEventListener(type, openedOrClosed, true);
  matchMedia("(min-width: 56rem)").addEventListener("change", () => {
    if (finder.querySelector("#_filters:popover-open")) document.getElementById("_filters").hidePopover();
  });
  bars();
}
