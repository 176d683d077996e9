function drawReach(map, data) {
  var cache = [], shown = L.featureGroup().addTo(map), slider = document.getElementById("moment");
  var boxes = Array.from(document.querySelectorAll("#areas input[data-layer]"));
  function corners(flat) {
    var x = 0, y = 0, out = [];
    for (var i = 0; i < flat.length; i += 2) { x += flat[i]; y += flat[i + 1]; out.push([y / data.units, x / data.units]); }
    return out;
  }
  function shape(number) {
    if (!cache[number]) {
      cache[number] = data.shapes[number].map(function (rings) { return rings.map(corners); });
    }
    return cache[number];
  }
  function written(area) { return area.toLocaleString("en", {maximumFractionDigits: area < 10 ? 1 : 0}); }
  function polygon(layer, piece) {
    var colour = layer.colours[piece[0]];
    return L.polygon(shape(piece[1]), {color: layer.line || colour, weight: 1, opacity: 0.8, fillColor: colour, fillOpacity: data.opacity})
      .bindTooltip(layer.label + " · " + data.grades[piece[0]] + " · " + written(piece[2]) + " km²", {sticky: true});
  }
  function show() {
    var step = slider ? Number(slider.value) : 0, pieces = [];
    shown.clearLayers();
    data.layers.forEach(function (layer, number) {
      document.querySelectorAll('#areas [data-cell^="' + number + '-"]').forEach(function (cell) { cell.textContent = "0"; });
      layer.steps[step].forEach(function (piece) {
        var cell = document.querySelector('#areas [data-cell="' + number + "-" + piece[0] + '"]');
        if (cell) { cell.textContent = written(piece[2]); }
        if (boxes[number].checked && data.shapes[piece[1]].length) { pieces.push([layer, piece]); }
      });
    });
    pieces.sort(function (a, b) { return a[1][0] - b[1][0]; });
    pieces.forEach(function (one) { polygon(one[0], one[1]).addTo(shown).bringToBack(); });
    if (slider) { document.getElementById("moment-caption").textContent = data.moments[step]; }
  }
  boxes.forEach(function (box) { box.addEventListener("change", show); });
  document.querySelectorAll("#areas [data-all]").forEach(function (button) {
    button.addEventListener("click", function () {
      boxes.forEach(function (box) { box.checked = button.dataset.all === "on"; });
      show();
    });
  });
  if (slider) { slider.addEventListener("input", show); }
  show();
}
