const filter = document.getElementById("filter");
const open = document.getElementById("open");
const rows = [...document.querySelectorAll("tr[data-name]")];

const show = () => {
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const fits = words.every((word) => row.dataset.name.includes(word)) && (!open.checked || "open" in row.dataset);
    row.hidden = !fits;
    const expanded = row.querySelector("button").getAttribute("aria-expanded") === "true";
    row.nextElementSibling.hidden = !(fits && expanded);
    shown += fits;
  }
  document.getElementById("shown").textContent = `${shown} of ${rows.length}`;
};

for (const row of rows) {
  const button = row.querySelector("button");
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
    show();
  });
}
filter.addEventListener("input", show);
open.addEventListener("change", show);
show();
