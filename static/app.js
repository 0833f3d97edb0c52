// Conveniences on top of pages that work without them.

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
        await navigator.clipboard.writeText(lasting(link.href));
        announce(status.dataset.copied);
      } catch {
        location.href = link.href;
      }
    });
  }
}

/** An address to pass on: who follows it reads the interface in a language of their own. */
function lasting(address) {
  const passed = new URL(address);
  passed.searchParams.delete("hl");
  return passed.href;
}

/** Texts that one would else have to select get a button that copies them. */
function copyTexts() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copies);
      try {
        await navigator.clipboard.writeText(text.textContent);
        announce(button.dataset.said);
      } catch {
        getSelection().selectAllChildren(text);
      }
    });
  }
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
copyTexts();
markLostImages();
