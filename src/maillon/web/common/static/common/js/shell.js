// « / » reaches the search from anywhere; htmx keeps to what a strict policy allows.

document.documentElement.classList.add("has-script");

const inField = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return;
  const fields = [...document.querySelectorAll("[data-search]")];
  const field = fields.find((candidate) => candidate.offsetParent !== null);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// after a filter, say how many results there are to those who cannot see them change
document.addEventListener("htmx:afterSwap", (event) => {
  const said = document.getElementById("said");
  const count = event.target.querySelector?.("[data-count]") ?? document.querySelector("[data-count]");
  if (said && count) said.textContent = count.textContent.trim();
});
