function tidyLabels(map) {
  function overlap(a, b) { return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; }
  function tidy() {
    var kept = [];
    var labels = Array.from(document.querySelectorAll(".place"));
    labels.sort(function (a, b) { return Number(b.dataset.rank || 0) - Number(a.dataset.rank || 0); });
    labels.forEach(function (label) { label.style.visibility = ""; });
    labels.map(function (label) {
      var box = label.getBoundingClientRect(), dot = label.classList.contains("place-site") ? 18 : 0;
      return [label, {left: box.left, right: box.right, top: box.top - dot, bottom: box.bottom, width: box.width}];
    }).forEach(function (one) {
      var hidden = one[1].width > 0 && kept.some(function (box) { return overlap(box, one[1]); });
      if (hidden) { one[0].style.visibility = "hidden"; } else if (one[1].width > 0) { kept.push(one[1]); }
    });
  }
  function later() { requestAnimationFrame(tidy); }
  map.on("zoomend moveend overlayadd resize", later);
  document.querySelectorAll("[data-set-lang]").forEach(function (button) { button.addEventListener("click", later); });
  later();
}
