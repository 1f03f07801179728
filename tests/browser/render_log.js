// Keeps what a page showed, be it for a moment only: the names that things had, and the words that were lit, in order.
window.renderLog = { labels: new Set(), highlightedWords: [] };
new MutationObserver(() => {
  for (const named of document.querySelectorAll("[aria-label]")) {
    const place = named.parentElement.closest("[aria-label]");
    window.renderLog.labels.add(named.ariaLabel);
    if (place) window.renderLog.labels.add(`${place.ariaLabel}: ${named.ariaLabel}`);
  }
  const word = document.querySelector("ol span.bg-accent")?.textContent;
  if (word && word !== window.renderLog.highlightedWords.at(-1)) window.renderLog.highlightedWords.push(word);
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "class"] });
/** Whether something was called by a name that begins so. */
window.renderLog.hasLabel = (start) => [...window.renderLog.labels].some((name) => name.startsWith(start));
