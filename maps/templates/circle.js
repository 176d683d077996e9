function tellCrossings(map, lines) {
  var rows = Array.from(document.querySelectorAll("#crossings tr[data-key]")), shown = null;
  function tell(row) {
    var on = row.classList.contains("on");
    rows.forEach(function (other) { other.classList.remove("on"); });
    if (shown) { map.removeLayer(shown); shown = null; }
    if (on) { return; }
    row.classList.add("on");
    shown = L.geoJSON(lines[Number(row.dataset.key)], {style: {color: "#d81b60", weight: 7, opacity: 0.9}, interactive: false}).addTo(map);
    if (shown.getBounds().isValid()) { map.fitBounds(shown.getBounds(), {maxZoom: 12, padding: [60, 60]}); }
    map.getContainer().scrollIntoView({block: "nearest"});
  }
  rows.forEach(function (row) {
    row.addEventListener("click", function () { tell(row); });
    row.addEventListener("keydown", function (event) { if (event.key === "Enter") { tell(row); } });
  });
}
function printMap(map, whole) {
  var box = map.getContainer(), view = null, snap = map.options.zoomSnap;
  window.addEventListener("beforeprint", function () {
    view = map.getBounds();
    box.classList.add("printing");
    map.options.zoomSnap = 0.1;
    map.invalidateSize({animate: false});
    map.fitBounds(whole, {animate: false, padding: [10, 10]});
    map.panBy([0, 0]);
  });
  window.addEventListener("afterprint", function () {
    box.classList.remove("printing");
    map.options.zoomSnap = snap;
    map.invalidateSize({animate: false});
    if (view) { map.fitBounds(view, {animate: false}); }
  });
}
