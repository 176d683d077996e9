document.querySelectorAll(".gantt").forEach(function (box) {
  var svg = box.querySelector("svg"), ticks = box.querySelector(".ticks"), tip = box.querySelector(".tip");
  var whole = svg.getAttribute("viewBox").split(" ").map(Number), left = whole[0], span = whole[2];
  var zero = Number(box.dataset.zero), words = JSON.parse(box.querySelector("script[type='application/json']").textContent);
  var steps = [15, 30, 60, 120, 240, 480, 1440, 2880, 7200, 10080, 43200];
  function moment(minute) { return new Date(zero + minute * 60000).toISOString(); }
  function day(minute) { return moment(minute).slice(5, 10); }
  function clock(minute) { return moment(minute).slice(5, 16).replace("T", " "); }
  function text(pair) { return document.documentElement.dataset.lang === "en" ? pair[0] : pair[1]; }
  function draw() {
    svg.setAttribute("viewBox", left + " " + whole[1] + " " + span + " " + whole[3]);
    var step = steps.find(function (minutes) { return span / minutes <= 14; }) || steps[steps.length - 1];
    var offset = Math.round(zero / 60000) % 1440;
    ticks.textContent = "";
    for (var at = Math.ceil((left + offset) / step) * step - offset; at < left + span; at += step) {
      var mark = document.createElement("span");
      mark.style.left = (100 * (at - left)) / span + "%";
      mark.textContent = step < 1440 ? clock(at) : day(at);
      ticks.appendChild(mark);
    }
  }
  function zoom(factor, at) {
    var wanted = Math.min(Math.max(span * factor, 30), whole[2]);
    left = Math.min(Math.max(at - ((at - left) * wanted) / span, whole[0]), whole[0] + whole[2] - wanted);
    span = wanted;
    draw();
  }
  function minuteAt(event) {
    var frame = svg.getBoundingClientRect();
    return left + ((event.clientX - frame.left) / frame.width) * span;
  }
  svg.addEventListener("wheel", function (event) {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    zoom((event.deltaY || event.deltaX) > 0 ? 1.25 : 0.8, minuteAt(event));
  }, { passive: false });
  svg.addEventListener("dblclick", function (event) { zoom(0.4, minuteAt(event)); });
  var grip = null;
  svg.addEventListener("pointerdown", function (event) { grip = { x: event.clientX, left: left }; svg.setPointerCapture(event.pointerId); });
  svg.addEventListener("pointerup", function () { grip = null; });
  svg.addEventListener("pointermove", function (event) {
    if (grip) {
      var moved = ((event.clientX - grip.x) / svg.getBoundingClientRect().width) * span;
      left = Math.min(Math.max(grip.left - moved, whole[0]), whole[0] + whole[2] - span);
      draw();
    }
    var bar = document.elementFromPoint(event.clientX, event.clientY);
    if (!bar || !bar.dataset || bar.dataset.n === undefined) { tip.style.display = "none"; return; }
    var begin = Number(bar.getAttribute("x")), end = begin + Number(bar.getAttribute("width"));
    var name = text(words.items[bar.dataset.i]), stage = text(words.stages[bar.getAttribute("class").slice(1)]);
    tip.textContent = name + " #" + bar.dataset.n + " · " + stage + " · " + clock(begin) + " – " + clock(end);
    var frame = box.getBoundingClientRect();
    tip.style.display = "block";
    tip.style.left = Math.min(event.clientX - frame.left + 12, frame.width - 330) + "px";
    tip.style.top = event.clientY - frame.top + 14 + "px";
  });
  svg.addEventListener("pointerleave", function () { tip.style.display = "none"; });
  box.querySelectorAll("[data-zoom]").forEach(function (button) {
    button.addEventListener("click", function () {
      var factor = Number(button.dataset.zoom);
      if (factor) { zoom(factor, left + span / 2); } else { left = whole[0]; span = whole[2]; draw(); }
    });
  });
  draw();
});
