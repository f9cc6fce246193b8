// What the demo prints: a heading for each stage, a line for each thing done, and the seconds it took.
const isTerminal = process.stdout.isTTY;
const painted = (text, code) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text);
const seconds = milliseconds => `${(milliseconds / 1000).toFixed(1)} s`;

/** @typedef {ReturnType<typeof say>} Say */

/** @param {(line: string) => void} [print] */
export function say(print = line => process.stdout.write(`${line}\n`)) {
  let stage = 0, begun = performance.now();
  const end = () => { if (stage) print(painted(`   ${seconds(performance.now() - begun)}`, 2)); };
  return {
    /** A new stage; the one before ends. */
    stage(text) {
      end();
      begun = performance.now();
      print(`\n${painted(`${++stage}. ${text}`, 1)}`);
    },
    line: text => print(`   ${text}`),
    took: (text, milliseconds) => print(`   ${text.padEnd(64)} ${seconds(milliseconds).padStart(8)}`),
    annotation: (level, text) => print(painted(`   ${{ error: 'Error', warning: 'Warning', notice: 'Notice' }[level] ?? level}: ${text}`, level === 'error' ? 31 : 33)),
    end,
  };
}
