import { defineConfig } from "@playwright/test";

// The same tests on both databases, against the release build. No retries: a flaky test is a bug.
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
    { name: "postgres", use: { database: "postgres" } as object },
  ],
});
