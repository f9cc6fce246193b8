const NAMES = ['file', 'line', 'endLine', 'col', 'endColumn', 'title'];

/**
 * Brings an annotation's properties into a combination that GitHub accepts: a lone end becomes the start too, columns
 * without a line or across several lines are dropped, and so are reversed ranges.
 * Source: actions/runner IssueCommandExtension.ValidateLinesAndColumns.
 * @param {Record<string, string>} given
 * @returns {Record<string, string>}
 */
export function checkedPosition(given) {
  const position = {};
  for (const [key, value] of Object.entries(given)) {
    const name = NAMES.find(known => known.toLowerCase() === key.toLowerCase());
    if (name) position[name] = value;
  }
  const number = name => (/^\s*[+-]?\d+\s*$/.test(position[name] ?? '') ? Number(position[name]) : undefined);
  const drop = (...names) => names.forEach(name => delete position[name]);
  const endLine = number('endLine'), endColumn = number('endColumn');

  if (endLine !== undefined && number('line') === undefined) position.line = position.endLine;
  if (endColumn !== undefined && number('col') === undefined) position.col = position.endColumn;
  const line = number('line'), column = number('col');
  const hasColumn = column !== undefined || endColumn !== undefined;
  if (hasColumn && line === undefined) drop('col', 'endColumn');
  if (hasColumn && endLine !== undefined && position.line !== position.endLine) drop('col', 'endColumn');
  if (line !== undefined && endLine !== undefined && endLine < line) drop('line', 'endLine');
  if (column !== undefined && endColumn !== undefined && endColumn < column) drop('col', 'endColumn');
  return position;
}
