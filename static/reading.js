// What makes reading pleasant where scripts may run; the pages are whole without.

/** The contents mark what is being read, and keep it in sight within their own box. */
function followReading() {
  const contents = document.querySelector(".contents");
  if (!contents) return;
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) links.set(target, link);
  }
  const begun = new Set();
  let marked = null;
  const mark = () => {
    const reached = [...links.keys()].filter((target) => begun.has(target)).pop();
    const link = links.get(reached) ?? null;
    if (link === marked) return;
    marked?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    marked = link;
    if (link) showWithin(link, contents.closest(".sheet"));
  };
  // The root reaches up without end, so what meets it is all that began above the top of the window, or close
  // below it, where a link to it brings it.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) begun.add(entry.target);
        else begun.delete(entry.target);
      }
      mark();
    },
    { rootMargin: "10000000px 0px -93% 0px" },
  );
  for (const target of links.keys()) observer.observe(target);
}

/** Scrolls a box, and nothing else, as little as it takes to show something in it. */
function showWithin(part, box) {
  const inner = part.getBoundingClientRect();
  const outer = box.getBoundingClientRect();
  const margin = inner.height;
  if (inner.top < outer.top + margin) box.scrollTop -= outer.top + margin - inner.top;
  else if (inner.bottom > outer.bottom - margin) box.scrollTop += inner.bottom - outer.bottom + margin;
}

/** An image of unknown size, and one that is gone, take their own shape where nobody sees the text move. */
function fitImages() {
  const fit = (image) => {
    const place = image.getBoundingClientRect();
    if (place.top >= innerHeight) image.classList.add("fitted");
  };
  const unknown = ".prose img:not([width]):not([height])";
  for (const image of document.querySelectorAll(unknown)) {
    if (image.complete) fit(image);
    else for (const end of ["load", "error"]) image.addEventListener(end, () => fit(image), { once: true });
  }
}

followReading();
fitImages();
