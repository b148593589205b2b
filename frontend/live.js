// Keeps what a plain page says of work in progress up to date: asks for the page again and puts the parts that differ in
// the place of the old ones. Without it there is a link that loads the page.
const EVERY = 1000;

/** The same element among the fresh ones, so that the keyboard stays where it was. */
function twin(part, focused) {
  const same = (other) => other.tagName === focused.tagName && other.name === focused.name && other.value === focused.value;
  return [...part.querySelectorAll("a, button, input, select, summary")].find(same);
}

async function look() {
  let fresh;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    // Signed out, or gone: the page itself says so best.
    if (!answer.ok || answer.redirected) return location.reload();
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    // The server may be starting again.
    return wait();
  }
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (!other || other.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement : undefined;
    part.replaceChildren(...other.childNodes);
    if (focused) twin(part, focused)?.focus();
  }
  wait();
}

function wait() {
  if (document.querySelector("[data-running]")) setTimeout(look, EVERY);
}

wait();

// The search of the shell, as the program of the browser has it on its own pages.
addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName);
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  document.querySelector("[role=search] input")?.focus();
});
