import { defineConfig } from "@playwright/test";

// The same tests on both databases, against the release build. No retries: a flaky test is a bug.
// Those with @once run on SQLite alone: they look at pages (layout, words, every field of a form), not at what a database
// answers, which the engine's own tests ask of both.
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 2,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [["list"]],
  projects: [
    { name: "sqlite", use: { database: "sqlite" } as object },
    { name: "postgres", grepInvert: /@once/, use: { database: "postgres" } as object },
  ],
});
