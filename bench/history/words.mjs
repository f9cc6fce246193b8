// What generated commits say: conventional subjects, bodies, footers, and the rest that every history has.

const types = ['feat', 'fix', 'fix', 'fix', 'chore', 'chore', 'docs', 'refactor', 'test', 'build', 'ci', 'perf'];
const scopes = ['menu', 'tray', 'dock', 'window', 'updater', 'crash', 'print', 'net', 'ipc', 'shell', 'web-contents', 'media'];
const verbs = ['add', 'fix', 'remove', 'handle', 'keep', 'show', 'hide', 'restore', 'prevent', 'allow', 'cache', 'log'];
const things = ['the focused window', 'a race on exit', 'dark mode on Linux', 'the tray icon', 'zoom levels', 'IPC replies', 'crash keys', 'drag regions', 'the default menu', 'proxy settings', 'spell checking', 'größere Schriften'];
const names = ['Ann Author', 'Bo Builder', 'Cy Coder', 'Dée Öberg', 'Eve Editor', 'Flo Fixer', 'Gus Gopher', 'Hal Hacker', 'Ida Ito', 'Jo Janitor'];

/** A small generator of numbers (mulberry32): the same seed gives the same history on every machine. */
export function random(seed) {
  let state = seed >>> 0;
  return limit => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

export function person(next) {
  const number = next(100) < 80 ? next(40) : next(2000);
  return `${names[number % names.length]} ${number} <dev${number}@example.com>`;
}

export function message(next, number) {
  const pick = list => list[next(list.length)];
  const text = `${pick(verbs)} ${pick(things)}`;
  if (next(100) < 12) return `${text[0].toUpperCase()}${text.slice(1)} (#${number})\n`; // not conventional
  const breaking = next(100) < 2;
  const scope = next(3) ? `(${pick(scopes)})` : '';
  let all = `${pick(types)}${scope}${breaking && next(2) ? '!' : ''}: ${text} (#${number})\n`;
  if (next(100) < 55) all += `\n${sentences(next, 1 + next(4))}\n`;
  if (next(100) < 25) all += `\n* ${pick(verbs)} ${pick(things)}\n* ${pick(verbs)} ${pick(things)}\n\nfixup! ${pick(things)}\n`;
  if (breaking) all += `\nBREAKING CHANGE: ${pick(things)} is no longer there.\n${sentences(next, 2)}\n`;
  if (next(100) < 30) all += `\nCo-authored-by: ${person(next)}\nSigned-off-by: ${person(next)}\n`;
  return all;
}

function sentences(next, count) {
  let text = '';
  for (let i = 0; i < count; i++) text += `When ${things[next(things.length)]} comes first, we ${verbs[next(verbs.length)]} ${things[next(things.length)]}\nand ${verbs[next(verbs.length)]} ${things[next(things.length)]} later.\n`;
  return text.trimEnd();
}
