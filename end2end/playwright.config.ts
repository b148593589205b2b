import { defineConfig } from "@playwright/test";

// Browser tests of the release build. No retries: a flaky test is a bug.
// All run on SQLite. Those tagged @db run on PostgreSQL as well: in them a page shows what a query found, counted, ordered or
// changed. What the two databases answer to every other request is compared by the tests of the engine and of the HTTP API.
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
    { name: "postgres", grep: /@db/, use: { database: "postgres" } as object },
  ],
});
