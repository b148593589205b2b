// Makes a board quick: cards are dragged, moves happen at once, columns load as they scroll, and what is ticked is counted.
// Without it the same forms and links do the same, a page at a time.
const form = document.getElementById("cards");
const all = document.getElementById("all");
const selected = document.getElementById("selected");
const mover = document.getElementById("move");

const columnOf = (card) => card.closest("[data-stage]");
const listOf = (column) => column.querySelector(".cards");
const boxes = () => [...form.querySelectorAll("[name=ids]")];

/** Says it to everybody: it is seen below, and read out. */
function tell(text, failed) {
  const toast = document.getElementById("told").content.firstElementChild.cloneNode(true);
  toast.classList.toggle("failed", failed);
  toast.querySelector("span").textContent = text;
  toast.querySelector("button").onclick = () => toast.remove();
  document.querySelector(".toasts").replaceChildren(toast);
}

async function page(address) {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  // Signed out, or gone: the page itself says so best.
  if (!answer.ok || answer.redirected) return location.reload();
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Brings what the heads say up to date. */
async function look() {
  const address = new URL(location.href);
  for (const name of ["moved", "stage", "after"]) address.searchParams.delete(name);
  const fresh = await page(address).catch(() => undefined);
  if (!fresh) return;
  for (const part of form.querySelectorAll(".col > header")) {
    const other = fresh.getElementById(part.id);
    if (other) part.replaceChildren(...other.childNodes);
  }
}

/** Puts a card into a column, and makes its buttons lead on from there. */
function place(card, column, before) {
  const [from, to] = [columnOf(card).dataset.stage, column.dataset.stage];
  const focused = card.contains(document.activeElement) && document.activeElement;
  listOf(column).insertBefore(card, before ?? listOf(column).firstElementChild);
  const button = card.querySelector(`[value$="~${to}"]`);
  if (button) {
    const name = (stage) => document.getElementById(`stage-${stage}`).textContent;
    button.setAttribute("aria-label", button.getAttribute("aria-label").replace(name(to), name(from)));
    button.textContent = name(from);
    const id = card.id.slice("card-".length);
    for (const other of card.querySelectorAll(".stages button")) {
      const goal = other === button ? from : other.value.split("~")[2];
      other.value = [id, to, goal].join("~");
    }
    // In the order of the columns.
    const order = [...form.querySelectorAll("[data-stage]")].map((other) => other.dataset.stage);
    const stages = [...card.querySelectorAll(".stages button")];
    stages.sort((one, two) => order.indexOf(one.value.split("~")[2]) - order.indexOf(two.value.split("~")[2]));
    card.querySelector(".stages").replaceChildren(...stages);
  }
  if (focused) (card.contains(focused) && focused.checkVisibility() ? focused : card.querySelector("summary")).focus();
}

/** Moves a card at once, and back again if the server will not have it. */
async function move(card, column) {
  const home = columnOf(card);
  if (home === column) return;
  const next = card.nextElementSibling;
  const fields = new URLSearchParams(new FormData(mover));
  fields.set(mover.dataset.card, [card.id.slice("card-".length), home.dataset.stage, column.dataset.stage].join("~"));
  place(card, column);
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  let answer = { moved: false, text: form.dataset.failed };
  try {
    const response = await fetch(mover.action, { method: "POST", headers: { accept: "application/json" }, body: fields });
    if (response.status === 401) return location.reload();
    if (response.ok) answer = await response.json();
  } catch {
    // The server did not answer: the outcome is unknown, and the page says so.
  }
  if (!answer.moved) place(card, home, next?.parentElement === listOf(home) ? next : undefined);
  tell(answer.text, !answer.moved);
  look();
}

let dragged;

function over(column) {
  for (const other of form.querySelectorAll(".col.over")) other.classList.toggle("over", other === column);
  column?.classList.add("over");
}

function drag() {
  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.('.deal[draggable="true"]');
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.querySelector("a").href);
    dragged.classList.add("dragged");
  });
  form.addEventListener("dragover", (event) => {
    const column = dragged && event.target.closest(".col");
    if (column) event.preventDefault();
    if (dragged) over(column);
  });
  form.addEventListener("drop", (event) => {
    const column = dragged && event.target.closest(".col");
    if (!column) return;
    event.preventDefault();
    move(dragged, column);
  });
  form.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = undefined;
    over();
  });
}

function menus() {
  mover.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    const stage = button.value.split("~")[2];
    const card = button.closest(".deal");
    // The focus goes to the menu's button before the menu closes, and with the card after that.
    card.querySelector("summary").focus();
    card.querySelector(".move").open = false;
    move(card, form.querySelector(`[data-stage="${stage}"]`));
  });
  form.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest(".move[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  form.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.open) return;
      for (const other of form.querySelectorAll(".move[open]")) if (other !== event.target) other.open = false;
      event.target.closest(".deal").scrollIntoView({ block: "nearest" });
    },
    true,
  );
}

/** How many are ticked: with the box for all, all but those that were unticked. */
function count() {
  const on = boxes().filter((box) => box.checked).length;
  const number = all.checked ? Number(form.dataset.total) - (boxes().length - on) : on;
  selected.hidden = number === 0 && !all.checked;
  const { one, other } = selected.dataset;
  selected.textContent = number === 1 ? one : other.replace("{}", number.toLocaleString(document.documentElement.lang));
}

function ticks() {
  form.dataset.ticks = "";
  form.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    count();
  });
  form.addEventListener("reset", () => setTimeout(count));
  // With the box for all, what is sent is what was left out.
  form.addEventListener("formdata", ({ formData }) => {
    if (!all.checked) return;
    formData.set("all", "1");
    formData.delete("ids");
    for (const box of boxes()) if (!box.checked) formData.append("ids", box.value);
  });
  // A browser that comes back to the page remembers what was ticked.
  addEventListener("pageshow", count);
  count();
}

/** Puts the next cards of a column below those that are there. */
async function more(row) {
  const link = row.querySelector("a");
  const column = columnOf(row);
  const fresh = await page(link.href);
  const next = fresh?.querySelector(`[data-stage="${column.dataset.stage}"] .cards`);
  if (!next) return row.remove();
  const focused = document.activeElement === link;
  const cards = [...next.querySelectorAll(".deal")];
  for (const card of cards) {
    // One that was moved here meanwhile stands above already.
    if (document.getElementById(card.id)) continue;
    const box = card.querySelector("[name=ids]");
    row.before(card);
    if (box) box.checked = all.checked;
  }
  const further = next.querySelector(".more");
  if (further) row.replaceWith(further);
  else row.remove();
  if (further) watch(further);
  if (focused) document.getElementById(cards[0]?.id)?.querySelector("a").focus();
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      more(target).catch(() => seen.observe(target));
    }
  },
  { rootMargin: "200px" },
);
const watch = (row) => seen.observe(row);

if (form) {
  if (all) ticks();
  if (mover) {
    drag();
    menus();
  }
  for (const row of form.querySelectorAll(".more")) watch(row);
}
