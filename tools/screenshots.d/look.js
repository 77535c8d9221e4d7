// SPDX-License-Identifier: Apache-2.0
// Opens a page in Chromium: what axe-core says of it, how wide it is, what it asked for; prints it to a PDF; pictures of
// it. Prints JSON.
//   node look.js URL PDF [FOLDER]
const { chromium } = require('playwright-core');
const axe = require('axe-core');

const PAPER = 673;  // px: A4 less the margins of 16 mm that the page asks for
const SIZES = [{ name: 'desktop', width: 1200, height: 900 }, { name: 'phone', width: 390, height: 844 }];

async function judged(page) {
  await page.evaluate(axe.source);  // in the page's own world, by the debugger: its policy stops scripts of the page
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => ({ id, count: nodes.length, first: nodes[0].target.join(' ') }));
}

// What sticks out of the screen, but for what stands in a box that scrolls.
async function wide(page, width) {
  return page.evaluate((limit) => {
    const all = document.documentElement.scrollWidth;
    if (all <= limit) return null;
    const boxed = (one) => one.closest('.box, figure') !== null;
    const by = [...document.querySelectorAll('body *')].find((one) => !boxed(one) && one.getBoundingClientRect().right > limit + 1);
    return { width: limit, page: all, by: by ? by.tagName + ' ' + by.className : '' };
  }, width);
}

async function pictures(page, size, folder) {
  const sections = { way: '#fr-2', looks: '#fr-3' };
  if (size.name === 'phone') {
    await page.screenshot({ path: `${folder}/page-phone.png` });
    return;
  }
  await page.screenshot({ path: `${folder}/page-desktop.png` });
  for (const [name, heading] of Object.entries(sections)) {
    const section = page.locator(`section[aria-labelledby="${heading.slice(1)}"]`);
    await section.screenshot({ path: `${folder}/page-${name}.png` });
  }
}

// The page as it is printed: into a PDF, and what of it is wider than the paper, in boxes too. Texts that must stand there.
async function printed(page, file) {
  const texts = await page.evaluate(() => [...new Set([...document.querySelectorAll('h1, h2, h3, caption, th, td, main a')]
    .filter((one) => !one.closest('nav')).map((one) => one.innerText.trim()).filter((text) => text !== ''))]);
  await page.emulateMedia({ media: 'print' });
  const wider = await page.evaluate((limit) => {
    const by = [...document.querySelectorAll('body *')].find((one) => one.getBoundingClientRect().right > limit + 1);
    return by ? `${by.tagName} ends at ${Math.round(by.getBoundingClientRect().right)} px of ${limit}` : '';
  }, PAPER);
  await page.pdf({ path: file, format: 'A4', preferCSSPageSize: true });
  return { texts, wide: wider };
}

(async () => {
  const [url, pdf, folder] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const seen = { violations: [], overflow: [], complaints: [], requests: [] };
  for (const size of SIZES) {
    const page = await browser.newPage({ viewport: { width: size.width, height: size.height }, reducedMotion: 'reduce' });
    page.on('console', (message) => seen.complaints.push(message.text().slice(0, 200)));
    page.on('pageerror', (error) => seen.complaints.push(String(error).slice(0, 200)));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) seen.requests.push(request.url().slice(0, 200));
    });
    await page.goto(url, { waitUntil: 'load' });
    const sticking = await wide(page, size.width);
    if (sticking) seen.overflow.push(sticking);
    if (folder) await pictures(page, size, folder);
    seen.violations.push(...(await judged(page)));
    await page.close();
  }
  const sheet = await browser.newPage({ viewport: { width: PAPER, height: 1000 } });
  await sheet.goto(url, { waitUntil: 'load' });
  seen.print = await printed(sheet, pdf);
  await browser.close();
  console.log(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
