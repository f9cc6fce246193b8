// What is wrong with a page as it is laid out. Runs inside the browser, so it refers to nothing outside itself.

/** @returns {string[]} everything that a reader would stumble over; empty for a page that is in order */
export function faults() {
  const found = [];
  const root = document.documentElement;
  const width = root.clientWidth;
  if (root.scrollWidth > width) found.push(`the page scrolls sideways: ${root.scrollWidth} > ${width}`);

  const channels = color => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(v => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => { const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x); return (high + 0.05) / (low + 0.05); };
  const background = element => {
    for (let one = element; one; one = one.parentElement) {
      const color = channels(getComputedStyle(one).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };

  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = node.data.trim().slice(0, 30);
    const rects = [...range.getClientRects()].filter(rect => rect.width > 0 && rect.height > 0);
    if (rects.length === 0) found.push(`nothing is seen of "${text}"`);
    for (const rect of rects) {
      if (rect.left < -0.5 || rect.right > width + 0.5) found.push(`"${text}" leaves the viewport: ${rect.left} to ${rect.right} of ${width}`);
      for (let one = element; one !== document.body; one = one.parentElement) {
        const box = one.getBoundingClientRect();
        if (getComputedStyle(one).overflow === 'hidden' && (rect.right > box.right + 0.5 || rect.bottom > box.bottom + 0.5)) found.push(`"${text}" is cut off`);
      }
      boxes.push({ text, node, rect });
    }
    const { color, fontSize } = getComputedStyle(element);
    const ratio = contrast(channels(color), background(element));
    if (ratio < 4.5) found.push(`contrast of "${text}" is ${ratio.toFixed(2)}`);
    if (parseFloat(fontSize) < 12) found.push(`"${text}" is ${fontSize} high`);
  }

  for (const [index, one] of boxes.entries()) {
    for (const other of boxes.slice(index + 1)) {
      if (one.node === other.node) continue;
      const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
      const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
      if (across > 1 && down > 3) found.push(`"${one.text}" and "${other.text}" overlap by ${across.toFixed(1)} x ${down.toFixed(1)}`);
    }
  }

  // WCAG 2.2, 2.5.8 asks for 24 px; what a release board is there for, downloads and its two folds, is held to 44.
  for (const target of document.querySelectorAll('a, summary')) {
    if (!target.checkVisibility()) continue;
    const { width: w, height: h } = target.getBoundingClientRect();
    const least = target.matches('.downloads a, summary') ? 44 : 24;
    if (w < 24 || h < least) found.push(`"${target.textContent.trim().slice(0, 30)}" can hardly be tapped: ${w.toFixed(1)} x ${h.toFixed(1)}`);
  }

  for (const element of document.querySelectorAll('section, .bar, ul, ol, details')) {
    const box = element.getBoundingClientRect();
    if (box.left < -0.5 || box.right > width + 0.5) found.push(`${element.tagName} leaves the viewport`);
  }
  return found;
}
