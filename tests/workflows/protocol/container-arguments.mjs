/**
 * Joins a manifest's `args` to the one string that the runner hands to the process: each value in quotes, only `"`
 * escaped. Source: actions/runner ContainerActionHandler.cs.
 * @param {string[]} values
 */
export function joinArguments(values) {
  return values.map(value => ` "${value.replaceAll('"', '\\"')}"`).join('');
}

/**
 * Splits such a string again, as .NET does when it starts a process on Linux (and so does not always undo
 * joinArguments). Source: dotnet/runtime ProcessUtils.ParseArgumentsIntoList.
 * @param {string} text
 * @returns {string[]}
 */
export function splitArguments(text) {
  const found = [];
  let i = 0;
  const blank = () => text[i] === ' ' || text[i] === '\t';
  for (;;) {
    while (blank()) i++;
    if (i >= text.length) return found;
    found.push(next());
  }

  function next() {
    let argument = '';
    let quoted = false;
    while (i < text.length && (quoted || !blank())) {
      if (text[i] === '\\') argument += backslashes();
      else if (text[i] === '"') {
        const doubled = quoted && text[i + 1] === '"';
        if (doubled) argument += '"';
        else quoted = !quoted;
        i += doubled ? 2 : 1;
      } else argument += text[i++];
    }
    return argument;
  }

  function backslashes() {
    const start = i;
    while (text[i] === '\\') i++;
    const count = i - start;
    if (text[i] !== '"') return '\\'.repeat(count);
    const literalQuote = count % 2 === 1;
    if (literalQuote) i++;
    return '\\'.repeat(Math.floor(count / 2)) + (literalQuote ? '"' : '');
  }
}
