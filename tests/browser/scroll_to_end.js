// Scrolls a long list to its end, and tells whether the item of this title is there by now.
(title) => {
  const main = document.querySelector("main");
  main.scrollTo(0, main.scrollHeight);
  return [...main.querySelectorAll("li a")].some((link) => link.textContent === title);
};
