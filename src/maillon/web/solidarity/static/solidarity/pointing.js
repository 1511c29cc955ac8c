// A click on the map of France opens the sheet of the territory under the pointer; the table below leads there too.

document.addEventListener("click", (event) => {
  const map = event.target;
  if (!(map instanceof HTMLImageElement) || !map.dataset.pointed || !map.naturalWidth) return;
  const scale = Math.min(map.clientWidth / map.naturalWidth, map.clientHeight / map.naturalHeight);
  const [width, height] = [map.naturalWidth * scale, map.naturalHeight * scale];
  const x = (event.offsetX - (map.clientWidth - width) / 2) / width;
  const y = (event.offsetY - (map.clientHeight - height) / 2) / height;
  location.assign(`${map.dataset.pointed}&x=${x.toFixed(4)}&y=${y.toFixed(4)}`);
});
