import { derivedForms } from './derived-secret-forms.mjs';

/**
 * Replaces secrets by `***`. Source: actions/runner SecretMasker.cs; overlapping and adjoining finds become one mask.
 */
export class SecretMasker {
  #patterns = new Set();
  #known = new Set();

  /**
   * Hides a value, each of its lines, and every form the runner derives from them.
   * @param {string} value
   */
  add(value) {
    this.#addOne(value);
    if (/[\r\n]/.test(value)) for (const line of value.split(/[\r\n]+/)) this.#addOne(line.trim());
  }

  #addOne(value) {
    if (!value || this.#known.has(value)) return;
    this.#known.add(value);
    for (const form of [value, ...derivedForms(value)]) if (form) this.#patterns.add(form);
  }

  /**
   * @param {string} text
   * @returns {string}
   */
  mask(text) {
    let result = '', end = 0;
    for (const [start, stop] of this.#ranges(text)) {
      result += `${text.slice(end, start)}***`;
      end = stop;
    }
    return result + text.slice(end);
  }

  #ranges(text) {
    const finds = [];
    for (const pattern of this.#patterns) {
      for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) finds.push([at, at + pattern.length]);
    }
    const merged = [];
    for (const [start, stop] of finds.sort((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], stop);
      else merged.push([start, stop]);
    }
    return merged;
  }

  /**
   * Whether the text holds a secret.
   * @param {string} text
   */
  holdsSecret(text) {
    return this.mask(text) !== text;
  }
}
