// SPDX-License-Identifier: Apache-2.0
// Opens a page in Chromium: what axe-core says of it, how wide it is, what it asked for; pictures of it. Prints JSON.
//   node look.js URL [FOLDER]
const { chromium } = require('playwright-core');
const axe = require('axe-core');

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

(async () => {
  const [url, folder] = process.argv.slice(2);
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
  await browser.close();
  console.log(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
