/** The sizes that a page is measured at: few, more, and as many as were asked for. */
export function sizes(many) {
  return [10_000, 100_000, many].filter((n, place) => place === 2 || n < many);
}
