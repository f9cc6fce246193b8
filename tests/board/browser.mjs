// A headless Chromium that looks at a board, and what it measures there.
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const program = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync);

/** Why no page can be looked at here, or false. */
export const skip = program ? false : 'no Chromium is installed (apt-get install chromium-headless-shell)';

/** Starts it; as root it has no sandbox of its own. */
export const start = () => puppeteer.launch({
  executablePath: program, args: ['--disable-gpu', '--hide-scrollbars', '--font-render-hinting=none', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
});

/** Sizes of screens that a board is looked at on. */
export const screens = {
  telephone: { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  'small telephone': { width: 320, height: 568, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  tablet: { width: 820, height: 1180, deviceScaleFactor: 1, isMobile: true, hasTouch: true },
  wall: { width: 1600, height: 900, deviceScaleFactor: 1 },
};

/** Opens a page and collects what it asks for and says. */
export async function open(browser, url, { screen = 'telephone', scheme = 'light', script = true } = {}) {
  const page = await browser.newPage();
  const seen = { requests: [], said: [] };
  page.on('request', request => seen.requests.push(request.url()));
  page.on('console', message => seen.said.push(message.text())).on('pageerror', error => seen.said.push(error.message)).on('dialog', dialog => { seen.said.push(dialog.message()); dialog.dismiss(); });
  await page.setJavaScriptEnabled(script);
  await page.setViewport(screens[screen]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(url, { waitUntil: 'load' });
  return { page, seen };
}

/**
 * What is wrong with a page's layout, a sentence each. Runs in the page.
 * Contrast: WCAG 2.2, 1.4.3 and "relative luminance"; targets: 2.5.8 (24 px); reflow: 1.4.10.
 */
export const faults = page => page.evaluate(() => {
  const found = [], width = document.documentElement.clientWidth;
  const name = element => `<${element.localName}> "${element.textContent.trim().slice(0, 30)}"`;
  const shown = element => element.checkVisibility() && element.getClientRects().length > 0;
  if (document.scrollingElement.scrollWidth > width) found.push(`the page is ${document.scrollingElement.scrollWidth} px wide on a screen of ${width}`);

  const luminance = color => color.map(part => part / 255).map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)).reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const parts = text => text.match(/[\d.]+/g).map(Number);
  const background = element => {
    for (let one = element; one; one = one.parentElement) {
      const color = parts(getComputedStyle(one).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color.slice(0, 3);
    }
    return [255, 255, 255];
  };

  const boxes = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode());) {
    const element = text.parentElement;
    if (!text.data.trim() || !shown(element)) continue;
    const style = getComputedStyle(element), range = document.createRange();
    range.selectNodeContents(text);
    const [light, dark] = [luminance(parts(style.color).slice(0, 3)), luminance(background(element))].toSorted((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05), size = parseFloat(style.fontSize);
    if (contrast < (size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5)) found.push(`${name(element)} has a contrast of ${contrast.toFixed(2)}`);
    if (size < 12) found.push(`${name(element)} is ${size} px small`);
    for (const box of range.getClientRects()) {
      if (!element.closest('.scroll') && (box.left < 0 || box.right > width + 0.5)) found.push(`${name(element)} reaches from ${box.left} to ${box.right} on a screen of ${width}`);
      boxes.push({ box, element });
    }
  }

  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left), down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // Lines may touch with the room above and below their letters.
      if (across > 1 && down > Math.min(one.box.height, other.box.height) / 3 && !one.element.closest('.scroll')) found.push(`${name(one.element)} lies over ${name(other.element)}`);
    }
  }

  for (const target of document.querySelectorAll('a, summary')) {
    if (!shown(target)) continue;
    const { width: across, height } = target.getBoundingClientRect();
    if (height < 24 || across < 24) found.push(`${name(target)} is ${across.toFixed(0)}×${height.toFixed(0)} px, too small for a finger`);
  }
  return found;
});
