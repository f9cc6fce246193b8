/**
 * One command that a step printed, e.g. `::error file=a.md,line=3::text`.
 * @typedef {{name: string, properties: Record<string, string>, data: string}} WorkflowCommand
 */

// The order matters: `%25` must be undone last, or `%2525` would be undone twice.
const LEGACY = [['%3B', ';'], ['%0D', '\r'], ['%0A', '\n'], ['%5D', ']'], ['%25', '%']];
const DATA = [['%0D', '\r'], ['%0A', '\n'], ['%25', '%']];
const PROPERTY = [['%0D', '\r'], ['%0A', '\n'], ['%3A', ':'], ['%2C', ','], ['%25', '%']];

/**
 * Recognises a command in a line of output: `::name k=v,k=v::data` only at the start of the line (after spaces), the
 * legacy `##[name k=v;k=v]data` anywhere in it. Source: actions/runner ActionCommand.cs.
 * @param {string} line
 * @param {Set<string>} registered names that count as commands, in lower case
 * @returns {WorkflowCommand | undefined}
 */
export function parseCommand(line, registered) {
  return parseCurrent(line, registered) ?? parseLegacy(line, registered);
}

function parseCurrent(line, registered) {
  const text = line.trimStart();
  if (!text.startsWith('::')) return undefined;
  const end = text.indexOf('::', 2);
  if (end < 0) return undefined;
  const head = splitHead(text.slice(2, end), registered);
  if (!head) return undefined;
  return { name: head.name, properties: propertiesOf(head.rest.trim(), ',', PROPERTY), data: unescape(text.slice(end + 2), DATA) };
}

function parseLegacy(line, registered) {
  const start = line.indexOf('##[');
  if (start < 0) return undefined;
  const end = line.indexOf(']', start);
  if (end < 0) return undefined;
  const head = splitHead(line.slice(start + 3, end), registered);
  if (!head) return undefined;
  return { name: head.name, properties: propertiesOf(head.rest, ';', LEGACY), data: unescape(line.slice(end + 1), LEGACY) };
}

function splitHead(info, registered) {
  const space = info.indexOf(' ');
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase();
  return registered.has(name) ? { name, rest: space > 0 ? info.slice(space + 1) : '' } : undefined;
}

function propertiesOf(text, separator, escapes) {
  const properties = {};
  for (const part of text.split(separator).filter(Boolean)) {
    // .NET removes empty entries before it counts to two, so leading `=` vanish and `k=` has no value at all.
    const pair = part.replace(/^=+/, '');
    const equals = pair.indexOf('=');
    if (equals > 0 && equals < pair.length - 1) properties[pair.slice(0, equals)] = unescape(pair.slice(equals + 1), escapes);
  }
  return properties;
}

function unescape(text, escapes) {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}

/**
 * A property by its name in any letter case.
 * @param {WorkflowCommand} command
 * @param {string} name
 */
export function propertyOf(command, name) {
  const key = Object.keys(command.properties).find(k => k.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : command.properties[key];
}
