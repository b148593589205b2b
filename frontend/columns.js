// Moves the edges of a table's columns: dragged, or by the arrow keys. The widths go into the address, so that they are of the
// view. It listens on the whole document, since the program of the page makes the table anew.
const STEP = 16;
// After the last key, so that a held one asks once.
const PAUSE = 400;
// By then the page shows the view it was led to.
const SETTLED = 5000;

const table = (edge) => edge.closest("table");
const cell = (edge) => edge.closest("th");
const bound = (edge, width) =>
  Math.round(Math.min(Math.max(width, edge.getAttribute("aria-valuemin")), edge.getAttribute("aria-valuemax")));
const measured = (edge) => Math.round(cell(edge).getBoundingClientRect().width);

/** Shows a width; none is what the values need. */
function put(edge, width) {
  const at = cell(edge).cellIndex;
  const col = table(edge).querySelectorAll("col")[at];
  for (const row of table(edge).rows) row.cells[at]?.classList.toggle("sized", width !== undefined);
  if (width === undefined) {
    col.removeAttribute("width");
    delete edge.dataset.width;
  } else {
    col.setAttribute("width", width);
    edge.dataset.width = width;
    table(edge).parentElement.classList.add("scroll");
  }
  edge.setAttribute("aria-valuenow", bound(edge, measured(edge)));
}

/** Goes to the view with these widths: by a link, which the program of the page follows without loading it. */
function keep(edge) {
  const columns = [...table(edge).querySelectorAll(".edge")].map(({ dataset }) =>
    dataset.width ? `${dataset.column}~${dataset.width}` : dataset.column,
  );
  const address = new URL(location.href);
  address.searchParams.set("cols", columns.join("."));
  const link = document.createElement("a");
  link.href = address.href;
  link.replace = true;
  link.setAttribute("noscroll", "");
  if (edge === document.activeElement) follow(edge);
  table(edge).parentElement.append(link);
  link.click();
  link.remove();
}

/** The edge of a column in the table as it is now. */
const edgeAt = (column) => [...document.querySelectorAll(".edge")].find(({ dataset }) => dataset.column === column);

/** Brings the keyboard to the edge that takes the place of this one, as often as the table is made anew meanwhile. */
function follow({ dataset: { column } }) {
  const made = new MutationObserver(() => {
    // Unless the focus has moved to another element.
    if (document.activeElement && document.activeElement !== document.body) return;
    edgeAt(column)?.focus();
  });
  made.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => made.disconnect(), SETTLED);
}

const edgeOf = (event) => event.target.closest?.(".edge");
let timer;
// The column whose width is not in the address yet, and that width: the table may come meanwhile as it was asked for before.
let moving;

function later({ dataset: { column, width } }) {
  clearTimeout(timer);
  moving = { column, width: width && Number(width) };
  timer = setTimeout(({ column, width }) => {
    moving = undefined;
    const edge = edgeAt(column);
    if (!edge) return;
    put(edge, width);
    keep(edge);
  }, PAUSE, moving);
}

addEventListener("keydown", (event) => {
  const edge = edgeOf(event);
  const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
  if (!edge || (!step && event.key !== "Enter")) return;
  // A form is not sent by it.
  event.preventDefault();
  const width = (moving?.column === edge.dataset.column && moving.width) || measured(edge);
  put(edge, step && bound(edge, width + step));
  later(edge);
});

addEventListener("pointerdown", (event) => {
  const edge = event.button === 0 && edgeOf(event);
  if (!edge) return;
  event.preventDefault();
  edge.focus();
  edge.setPointerCapture(event.pointerId);
  const [from, width] = [event.clientX, measured(edge)];
  let moved = false;
  edge.onpointermove = ({ clientX }) => {
    moved ||= clientX !== from;
    if (moved) put(edge, bound(edge, width + clientX - from));
  };
  edge.onlostpointercapture = () => {
    edge.onpointermove = edge.onlostpointercapture = null;
    if (moved) later(edge);
  };
});

addEventListener("dblclick", (event) => {
  const edge = edgeOf(event);
  if (!edge) return;
  put(edge);
  later(edge);
});

// The value that screen readers announce for an edge that was not moved yet.
addEventListener("focusin", (event) => {
  const edge = edgeOf(event);
  if (edge) edge.setAttribute("aria-valuenow", bound(edge, measured(edge)));
});

document.documentElement.dataset.edges = "";
