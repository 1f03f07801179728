// Keeps what a page showed, be it for a moment only: the names that things had, and the words that were lit, in order.
window.seen = { names: new Set(), lit: [] };
new MutationObserver(() => {
  for (const named of document.querySelectorAll("[aria-label]")) {
    const place = named.parentElement.closest("[aria-label]");
    window.seen.names.add(named.ariaLabel);
    if (place) window.seen.names.add(`${place.ariaLabel}: ${named.ariaLabel}`);
  }
  const word = document.querySelector("ol span.bg-accent")?.textContent;
  if (word && word !== window.seen.lit.at(-1)) window.seen.lit.push(word);
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "class"] });
/** Whether something was called by a name that begins so. */
window.seen.name = (start) => [...window.seen.names].some((name) => name.startsWith(start));
