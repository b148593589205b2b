/** The numbers of contacts with which a page is measured, up to `many`. */
export function sizes(many) {
  return [10_000, 100_000, many].filter((n, place) => place === 2 || n < many);
}
