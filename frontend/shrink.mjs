// Makes the browser's program small: node --stack-size=8000 frontend/shrink.mjs PROGRAM
//
// First it empties functions that every view and route brings along and that no page of ours ever calls. They stand in
// tables of methods, so no compiler can see that. A call of one would stop the program, and the end-to-end tests with it.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEVER_CALLED = [
  // Taking over a page bit by bit, while lazy parts of the program arrive: `hydrate_lazy` does, `hydrate_body` does not.
  /::hydrate_async(::\{\{closure\}\})+::h[0-9a-f]{16}$/,
  // Listing the routes, which only a server does.
  /::generate_routes::h[0-9a-f]{16}$/,
];
// What rustc lets the program use, and no more: a browser refuses what it does not know.
const FEATURES = ["BulkMemory", "BulkMemoryOpt", "Multivalue", "MutableGlobals", "NontrappingFPToInt", "ReferenceTypes", "SignExt"];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { default: binaryen } = await import(createRequire(join(root, "end2end", "package.json")).resolve("binaryen"));
const [, , file] = process.argv;
const module = binaryen.readBinary(readFileSync(file));
module.setFeatures(FEATURES.reduce((all, name) => all | binaryen.Features[name], 0));
const emptied = NEVER_CALLED.map(() => 0);
for (let index = 0; index < module.getNumFunctions(); index++) {
  const reference = module.getFunctionByIndex(index);
  const { name } = binaryen.getFunctionInfo(reference);
  const which = NEVER_CALLED.findIndex((pattern) => pattern.test(name));
  if (which >= 0) {
    binaryen.Function.setBody(reference, module.unreachable());
    emptied[which]++;
  }
}
NEVER_CALLED.forEach((pattern, which) => {
  if (emptied[which] === 0) throw new Error(`no function is called ${pattern}: has it another name now?`);
});
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(1);
// Code that is put into its one caller does not resemble other code any more, and compresses worse.
binaryen.setOneCallerInlineMaxSize(20);
binaryen.setAlwaysInlineMaxSize(4);
module.optimize();
writeFileSync(file, module.emitBinary());
