document.querySelectorAll("table.points").forEach(function (table) {
  var body = table.tBodies[0], heads = Array.from(table.tHead.rows[0].cells);
  function compare(column, up) {
    return function (one, two) {
      var a = one.cells[column].dataset.v, b = two.cells[column].dataset.v;
      if (a === "" || b === "") { return a === b ? 0 : a === "" ? 1 : -1; }
      var order = isNaN(a) || isNaN(b) ? a.localeCompare(b) : Number(a) - Number(b);
      return up ? order : -order;
    };
  }
  heads.forEach(function (head, column) {
    head.querySelector("button").addEventListener("click", function () {
      var up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      Array.from(body.rows).sort(compare(column, up)).forEach(function (row) { body.appendChild(row); });
    });
  });
});
