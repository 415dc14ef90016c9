// Runs axe-core in a page whose policy lets no other script in: through the debugger's protocol,
// which the policy does not bind.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The violations that axe-core finds in a page. */
export async function violations(page) {
  await page.evaluate(source);
  return page.evaluate(async () => (await globalThis.axe.run(document)).violations);
}
