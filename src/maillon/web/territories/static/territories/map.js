// « Carte interactive »: MapLibre GL JS over our own contours, loaded only when asked; the fixed map stays the reference.

const readings = new WeakMap();

const json = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");

function colours(shades) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const pairs = Object.entries(shades)
    .filter(([, shade]) => shade > 0)
    .flatMap(([reference, shade]) => [reference, colour(`--shade-${shade}`)]);
  const plain = colour("--tuffeau-deep");
  return { fill: pairs.length ? ["match", ["get", "ref"], ...pairs, plain] : plain, line: colour("--ink-soft"), paper: colour("--paper") };
}

function extent(features) {
  let box = [180, 90, -180, -90];
  const walk = (points) => {
    if (typeof points[0] === "number") {
      box = [Math.min(box[0], points[0]), Math.min(box[1], points[1]), Math.max(box[2], points[0]), Math.max(box[3], points[1])];
    } else points.forEach(walk);
  };
  // the mainland first: with overseas territories in view, nothing would be legible
  const main = features.filter((one) => mainland(one.geometry.coordinates));
  (main.length ? main : features).forEach((one) => walk(one.geometry.coordinates));
  return box;
}

function mainland(points) {
  let first = points;
  while (Array.isArray(first[0])) first = first[0];
  return first[1] > 41 && first[0] > -6 && first[0] < 10;
}

function card(feature, words, links) {
  const box = document.createElement("div");
  const name = document.createElement("strong");
  box.className = "map__popup";
  name.textContent = feature.properties.name;
  box.append(name);
  if (feature.properties.population !== undefined) {
    box.append(`${Number(feature.properties.population).toLocaleString(document.documentElement.lang)} ${words.people}`);
  }
  const href = links[feature.properties.ref];
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = words.more;
    box.append(link);
  }
  return box;
}

async function open(figure, words) {
  if (!document.querySelector("link[data-maplibre]")) {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: figure.dataset.style });
    sheet.dataset.maplibre = "";
    document.head.append(sheet);
  }
  const [library, answer] = await Promise.all([import(figure.dataset.library), fetch(figure.dataset.map)]);
  if (!answer.ok) throw new Error(answer.statusText);
  const data = await answer.json();
  data.features.forEach((feature) => {
    feature.properties.ref = feature.id;
  });
  const key = figure.id;
  const links = json(`${key}-links`);
  const paint = colours(json(`${key}-shades`));
  library.setWorkerUrl(new URL(figure.dataset.worker, window.location.href).href);
  const frame = document.createElement("div");
  frame.className = "map__live";
  figure.querySelector(".map__drawing").after(frame);
  const map = new library.Map({
    container: frame,
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    bounds: extent(data.features),
    fitBoundsOptions: { padding: 20 },
    locale: {
      "CooperativeGesturesHandler.WindowsHelpText": words.scroll,
      "CooperativeGesturesHandler.MacHelpText": words.scroll,
      "CooperativeGesturesHandler.MobileHelpText": words.touch,
      "Map.Title": `${words.open} : ${figure.querySelector(".map__title").textContent}`,
    },
    style: {
      version: 8,
      sources: { places: { type: "geojson", data } },
      layers: [
        { id: "paper", type: "background", paint: { "background-color": paint.paper } },
        { id: "places", type: "fill", source: "places", paint: { "fill-color": paint.fill } },
        { id: "borders", type: "line", source: "places", paint: { "line-color": paint.line, "line-width": 0.6 } },
      ],
    },
  });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.on("click", "places", (event) => {
    new library.Popup().setLngLat(event.lngLat).setDOMContent(card(event.features[0], words, links)).addTo(map);
  });
  await new Promise((done) => map.once("load", done));
  return { map, frame };
}

async function toggle(figure, button) {
  const words = figure.querySelector("[data-map-words]").dataset;
  const said = figure.querySelector(".map__said");
  const drawing = figure.querySelector(".map__drawing");
  const reading = readings.get(figure);
  if (reading) {
    reading.map.remove();
    reading.frame.remove();
    readings.delete(figure);
    drawing.removeAttribute("hidden");
    drawing.style.removeProperty("display");
    button.textContent = words.open;
    button.setAttribute("aria-expanded", "false");
    said.textContent = "";
    return;
  }
  said.textContent = words.wait;
  button.disabled = true;
  try {
    readings.set(figure, await open(figure, words));
    drawing.style.display = "none";
    button.textContent = words.close;
    button.setAttribute("aria-expanded", "true");
    said.textContent = words.ready;
  } catch {
    figure.querySelector(".map__live")?.remove();
    said.textContent = words.failed;
  }
  button.disabled = false;
}

document.querySelectorAll("[data-map]").forEach((figure) => {
  const button = figure.querySelector("[data-map-open]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => toggle(figure, button));
});
