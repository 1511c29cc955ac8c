// Suggestions under a field that names a territory (ARIA 1.2 combobox); without this file the field is a plain one.

const WAIT = 150;
let count = 0;

function suggest(input) {
  const list = document.createElement("ul");
  const key = `suggest-${(count += 1)}`;
  const frame = document.createElement("div");
  let asked = 0;
  let timer = 0;
  let chosen = -1;

  frame.className = "suggest";
  input.replaceWith(frame);
  list.className = "suggest__list";
  list.id = key;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  frame.append(input, list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": key,
  })) input.setAttribute(name, value);

  const close = () => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (rank) => {
    const options = [...list.children];
    chosen = options.length ? (rank + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen >= 0) {
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  };

  const take = (option) => {
    if ("go" in input.dataset) {
      window.location.assign(option.dataset.href);
      return;
    }
    input.value = option.dataset.label;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const show = (found) => {
    list.replaceChildren(
      ...found.map((place, rank) => {
        const option = document.createElement("li");
        const says = document.createElement("span");
        option.className = "suggest__one";
        option.id = `${key}-${rank}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.href = place.href;
        option.dataset.label = place.label;
        says.textContent = place.says;
        option.append(place.name, says);
        return option;
      }),
    );
    list.hidden = found.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    const text = input.value.trim();
    const turn = (asked += 1);
    if (text.length < 2) {
      close();
      return;
    }
    const chosenLevel = input.form?.elements.niveau?.value || input.dataset.level || "";
    const query = new URLSearchParams({ q: text, niveau: chosenLevel });
    if ("perimeters" in input.dataset) query.set("perimetres", "1");
    try {
      const answer = await fetch(`${input.dataset.territories}?${query}`, { headers: { Accept: "application/json" } });
      if (answer.ok && turn === asked && document.activeElement === input) show(await answer.json());
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, WAIT));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
}

document.querySelectorAll("input[data-territories]").forEach(suggest);
