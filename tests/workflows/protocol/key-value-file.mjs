/**
 * Reads the `name=value` and `name<<delimiter` entries that a step wrote to GITHUB_OUTPUT, GITHUB_ENV or GITHUB_STATE.
 * Throws on the first malformed entry. Source: actions/runner FileCommandManager.cs, EnvFileKeyValuePairs (Linux: only
 * LF ends a line, nothing is trimmed).
 * @param {string} content file content; a leading byte order mark is dropped
 * @returns {Array<[string, string]>} entries in file order
 */
export function parseKeyValueFile(content) {
  const lines = lineReader(content.replace(/^\uFEFF/, ''));
  const entries = [];
  for (let line = lines.next(); line !== null; line = lines.next()) {
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) entries.push([line.slice(0, equals), line.slice(equals + 1)]);
    else if (heredoc >= 0) entries.push(heredocEntry(line, heredoc, lines));
    else throw new Error(`Invalid format '${line}'`);
  }
  return entries;
}

function heredocEntry(line, at, lines) {
  const name = line.slice(0, at);
  const delimiter = line.slice(at + 2);
  if (!name || !delimiter) throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
  const start = lines.position();
  let end = start;
  for (let text = lines.next(); text !== delimiter; text = lines.next()) {
    if (text === null) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    if (!lines.ended()) throw new Error('Invalid value. EOF marker missing new line.');
    end = lines.position() - 1;
  }
  return [name, lines.text(start, end)];
}

function lineReader(text) {
  let index = 0;
  let newline = false;
  return {
    position: () => index,
    /** Whether the line read last was ended by a line feed. */
    ended: () => newline,
    text: (start, end) => text.slice(start, Math.max(start, end)),
    next() {
      if (index >= text.length) {
        newline = false;
        return null;
      }
      const start = index;
      const feed = text.indexOf('\n', index);
      newline = feed >= 0;
      index = newline ? feed + 1 : text.length;
      return text.slice(start, newline ? feed : undefined);
    },
  };
}
