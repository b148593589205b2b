// Builds the browser's half into target/site: program, glue and style sheet under names that change with their
// contents, compressed beforehand, and assets.json that tells the server the names.
//
//   node frontend/build.mjs          small and slow to build: what is served
//   node frontend/build.mjs --dev    quick to build, large
//
// It stands in for cargo-leptos, which takes longer to compile on a new machine than all of Reprieve.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

// Bytes of JavaScript, program and style sheet of the first page, brotli. Above it the build fails.
const BUDGET = 260_000;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(join(root, "end2end", "package.json"));
const dev = process.argv.includes("--dev");
const profile = dev ? "dev" : "wasm-release";
const target = join(root, "target");
const site = join(target, "site");
const work = join(target, "bindgen");

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: "inherit" });
}

console.log("site: compiling the program of the browser");
run("cargo", ["build", "--locked", "-p", "frontend", "--target", "wasm32-unknown-unknown", "--profile", profile]);
const built = join(target, "wasm32-unknown-unknown", dev ? "debug" : profile, "frontend.wasm");
rmSync(work, { recursive: true, force: true });
run("wasm-bindgen", [built, "--target", "web", "--no-typescript", "--out-dir", work, "--out-name", "app"]);
const program = join(work, "app_bg.wasm");
if (!dev) {
  console.log("site: making it small");
  run("node", ["--stack-size=8000", join(root, "frontend", "shrink.mjs"), program]);
}

const { bundle } = require("lightningcss");
const style = (name) => Buffer.from(bundle({ filename: join(root, "style", name), minify: !dev }).code);

rmSync(site, { recursive: true, force: true });
mkdirSync(join(site, "pkg"), { recursive: true });
cpSync(join(root, "public"), site, { recursive: true });
let total = 0;

function put(name, extension, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const path = `/pkg/${name}.${hash}.${extension}`;
  const file = join(site, path);
  writeFileSync(file, bytes);
  if (!dev) {
    const brotli = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    });
    writeFileSync(`${file}.br`, brotli);
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
    total += brotli.length;
    console.log(`site: ${path} ${bytes.length} bytes, ${brotli.length} brotli`);
  }
  return path;
}

const glue = readFileSync(join(work, "app.js"), "utf8");
const { transformSync } = require("esbuild");
const minified = (code) => Buffer.from(dev ? code : transformSync(code, { minify: true, format: "esm" }).code);

const assets = {
  css: put("app", "css", style("main.css")),
  wasm: put("app", "wasm", readFileSync(program)),
  js: put("app", "js", minified(glue)),
};
const script = (name) => (assets[name] = put(name, "js", minified(readFileSync(join(root, "frontend", `${name}.js`), "utf8"))));
script("columns");
// The first page loads all that stands above, and nothing of this.
const first = total;
for (const name of ["live", "board"]) script(name);
assets.plain_css = put("plain", "css", style("plain.css"));
writeFileSync(join(site, "assets.json"), JSON.stringify(assets));
writeFileSync(join(site, "size.json"), JSON.stringify({ brotli: first, budget: BUDGET }));
if (first > BUDGET) {
  console.error(`site: ${first} bytes brotli, more than the ${BUDGET} allowed`);
  process.exit(1);
}
if (!dev) console.log(`site: ${first} of ${BUDGET} bytes brotli`);
