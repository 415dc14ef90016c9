// Opens report.html as a reader would: in Chromium, offline, light and dark, large and small.
//
//   node report.mjs ORDINARY HOSTILE [SCREENSHOTS]
//
// ORDINARY and HOSTILE are result folders; the articles of HOSTILE hold scripts in every place
// that words from the web reach. Any finding is an error.
import { violations } from "./axe.mjs";
import { chromium } from "playwright-core";
import assert from "node:assert/strict";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [ordinary, hostile, screenshots] = process.argv.slice(2);
assert.ok(ordinary && hostile, "usage: node report.mjs ORDINARY HOSTILE [SCREENSHOTS]");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

let failed = 0;

// Runs one check on a page of its own; whatever the page logs or asks for is a failure, too.
async function check(name, folder, options, steps) {
  const { expected, ...settings } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...settings });
  const page = await context.newPage();
  const address = pathToFileURL(path.resolve(folder, "report.html")).href;
  const seen = [];
  page.on("console", (message) => {
    const known = expected?.test(message.text());
    if (["error", "warning"].includes(message.type()) && !known) seen.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) seen.push(`request: ${request.url()}`);
  });
  try {
    await page.goto(address);
    if (options.javaScriptEnabled !== false) await page.waitForSelector("#browser:not([hidden])");
    await steps(page);
    assert.deepEqual(seen, []);
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${error.message}`);
  } finally {
    await context.close();
  }
}

const openAll = (page) =>
  page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
const texts = (page, selector) => page.locator(selector).allInnerTexts();
const status = (page) => page.locator("#status").innerText();
const total = async (page) => Number((await status(page)).match(/([\d,]+) comments/)[1].replaceAll(",", ""));
const sentiments = (page) => texts(page, "#rows tbody .label");
const scores = async (page) =>
  (await texts(page, "#rows tbody .score")).map((text) => Number(text.replace("−", "-")));
const shot = (page, name, options) =>
  screenshots ? page.screenshot({ path: path.join(screenshots, name), ...options }) : undefined;

await check("filters work by click, and their count is said", ordinary, {}, async (page) => {
  const all = await total(page);
  assert.ok(all > 20, `only ${all} comments`);
  let sum = 0;
  for (const value of ["0", "1", "2", "-"]) {
    await page.selectOption("#sentiment", value);
    const wanted = { 0: "negative", 1: "neutral", 2: "positive", "-": "not scored" }[value];
    const shown = await sentiments(page);
    assert.ok(shown.every((label) => label === wanted), `${wanted}: ${shown}`);
    sum += Number((await status(page)).replaceAll(",", "").match(/^\d+/)[0]);
  }
  assert.equal(sum, all);
  await page.click("#filters button[type=reset]");
  await page.waitForFunction((n) => document.querySelector("#status").textContent === `${n} comments`, all);
  const word = (await page.locator("#rows tbody .words p").first().innerText()).split(/\s+/).sort((a, b) => b.length - a.length)[0];
  await page.fill("#words", word);
  await page.waitForFunction(() => document.querySelector("#status").textContent.includes(" of "));
  for (const row of await texts(page, "#rows tbody tr:not(.details)")) {
    assert.ok(row.toLowerCase().includes(word.toLowerCase()), `${word} is not in ${row}`);
  }
  await page.fill("#words", "no such words anywhere");
  await page.waitForFunction(() => document.querySelector("#status").textContent.startsWith("0 of"));
});

await check("the role filter keeps the subject apart", ordinary, {}, async (page) => {
  await page.selectOption("#role", "0");
  assert.ok((await texts(page, "#rows tbody tr:not(.details) .hint")).every((role) => role === "subject"));
  const subject = Number((await status(page)).match(/^\d+/)[0]);
  await page.selectOption("#role", "reaction");
  assert.ok((await texts(page, "#rows tbody tr:not(.details) .hint")).every((role) => role !== "subject"));
  assert.equal(subject + Number((await status(page)).match(/^\d+/)[0]), await total(page));
});

await check("sorting and pages work by keyboard alone", ordinary, {}, async (page) => {
  const button = page.locator('#rows th[data-key="score"] button');
  await button.focus();
  await page.keyboard.press("Enter");
  let found = (await scores(page)).filter((score) => !Number.isNaN(score));
  assert.deepEqual(found, [...found].sort((a, b) => a - b));
  assert.equal(await page.locator('#rows th[data-key="score"]').getAttribute("aria-sort"), "ascending");
  await page.keyboard.press("Space");
  found = (await scores(page)).filter((score) => !Number.isNaN(score));
  assert.deepEqual(found, [...found].sort((a, b) => b - a));
  assert.equal(await page.locator('#rows th[data-key="score"]').getAttribute("aria-sort"), "descending");
  const first = await page.locator("#rows tbody .words p").first().innerText();
  await page.locator("#next").focus();
  await page.keyboard.press("Enter");
  assert.match(await page.locator("#page").innerText(), /^Page 2 of /);
  assert.notEqual(await page.locator("#rows tbody .words p").first().innerText(), first);
  const more = page.locator("#rows tbody .more").first();
  await more.focus();
  await page.keyboard.press("Enter");
  assert.equal(await more.getAttribute("aria-expanded"), "true");
  assert.equal(await page.locator("#rows tbody .details:not([hidden])").count(), 1);
});

await check("every control is reached by the tabulator key", ordinary, {}, async (page) => {
  const wanted = await page.evaluate(
    () => document.querySelectorAll("#browser button:not(:disabled), #browser select, #browser input, #browser a").length,
  );
  await page.locator("#words").focus();
  let reached = 1;
  for (let step = 0; step < wanted * 2 && reached < wanted; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => !document.activeElement.closest("#browser"))) break;
    reached += 1;
  }
  assert.equal(reached, wanted);
});

await check("the chart is drawn, and its numbers are a table, too", ordinary, {}, async (page) => {
  const canvas = page.locator("#chart canvas");
  assert.equal(await canvas.count(), 1);
  const coloured = await canvas.evaluate((element) => {
    const { data } = element.getContext("2d").getImageData(0, 0, element.width, element.height);
    const colours = new Set();
    for (let index = 0; index < data.length; index += 4) if (data[index + 3] > 0) colours.add(data.slice(index, index + 3).join());
    return colours.size;
  });
  assert.ok(coloured > 10, `${coloured} colours`);
  assert.ok((await page.locator("#time table tbody tr").count()) > 1);
});

await check("a script in a comment does not run, and no link of one is a link", hostile, {}, async (page) => {
  assert.ok((await total(page)) >= 4);
  const words = (await texts(page, "#rows tbody .words p")).join("\n");
  assert.match(words, /<img src=x onerror=/);
  assert.match(words, /<\/script>/);
  for (const more of await page.locator("#rows tbody .more").all()) await more.click();
  await openAll(page);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  assert.equal(await page.locator("main img, main iframe, main script").count(), 0);
  for (const link of await page.locator("main a").all()) {
    assert.match(await link.getAttribute("href"), /^(#|https?:)/);
  }
});

const stopped = { expected: /Content Security Policy/ };
await check("the policy itself stops scripts and styles that were put in", ordinary, stopped, async (page) => {
  const found = await page.evaluate(async () => {
    const stopped = [];
    document.addEventListener("securitypolicyviolation", (event) => stopped.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "window.pwned = 1";
    document.body.append(script);
    const holder = document.createElement("div");
    holder.innerHTML = '<p style="color:red" onclick="window.pwned = 1">x</p>';
    document.body.append(holder);
    holder.firstChild.click();
    await new Promise((done) => setTimeout(done, 200));
    return { stopped, pwned: window.pwned };
  });
  assert.equal(found.pwned, undefined);
  assert.deepEqual([...new Set(found.stopped)].sort(), ["script-src-attr", "script-src-elem", "style-src-attr"]);
});

for (const colorScheme of ["light", "dark"]) {
  for (const [folder, what] of [[ordinary, "ordinary"], [hostile, "hostile"]]) {
    await check(`no serious finding of axe-core, ${colorScheme}, ${what}`, folder, { colorScheme }, async (page) => {
      await page.locator("#rows tbody .more").first().click();
      await openAll(page);
      const findings = await violations(page);
      const serious = findings.filter(({ impact }) => ["serious", "critical"].includes(impact));
      assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`), []);
    });
  }
  await check(`1280 wide, ${colorScheme}`, ordinary, { colorScheme }, async (page) => {
    await shot(page, `1280-${colorScheme}.png`, { fullPage: true });
  });
}

for (const folder of [ordinary, hostile]) {
  await check(`390 wide without scrolling sideways, ${path.basename(folder)}`, folder, { viewport: { width: 390, height: 844 } }, async (page) => {
    await page.locator("#rows tbody .more").first().click();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} wide`);
    await shot(page, `390-${path.basename(folder)}.png`, { fullPage: true });
  });
}

await check("without JavaScript the page still tells the result", ordinary, { javaScriptEnabled: false }, async (page) => {
  assert.match(await page.locator("h1").innerText(), /public comment/);
  assert.match(await page.locator("noscript").innerText(), /comments\.csv/);
});

await check("on paper", ordinary, { colorScheme: "dark" }, async (page) => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#filters").isVisible(), false);
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(paper, "rgb(255, 255, 255)");
  if (screenshots) await page.pdf({ path: path.join(screenshots, "print.pdf"), format: "A4" });
});

await browser.close();
if (failed > 0) {
  console.log(`${failed} checks failed`);
  process.exit(1);
}
