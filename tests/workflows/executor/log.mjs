const COLOURS = { error: 31, warning: 33, notice: 36, command: 36, dim: 2, bold: 1, success: 32 };

/** The run's log, masked and indented, as one reads it in the Actions tab. */
export class Log {
  #masker;
  #write;
  #colour;

  /**
   * @param {import('../protocol/secret-masker.mjs').SecretMasker} masker
   * @param {(text: string) => void} write
   * @param {boolean} [colour]
   */
  constructor(masker, write, colour = false) {
    this.#masker = masker;
    this.#write = write;
    this.#colour = colour;
  }

  /**
   * @param {number} depth indentation
   * @param {string} text may hold several lines
   * @param {keyof typeof COLOURS} [style]
   */
  line(depth, text, style) {
    for (const part of this.#masker.mask(text).split('\n')) {
      // A carriage return or an escape sequence in foreign text must not repaint the terminal.
      const safe = part.replace(/[\u0000-\u0008\u000b-\u001a\u001c-\u001f]/g, '');
      this.#write(`${'  '.repeat(depth)}${this.#painted(safe, style)}\n`);
    }
  }

  #painted(text, style) {
    return this.#colour && style ? `\u001b[${COLOURS[style]}m${text}\u001b[0m` : text;
  }
}

/**
 * The sign before a finished job or step.
 * @param {string} result
 */
export function signOf(result) {
  return { success: '✓', failure: '✗', cancelled: '⊘', skipped: '○' }[result] ?? '·';
}
