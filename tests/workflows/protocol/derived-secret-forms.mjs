/**
 * The other shapes in which a secret may reach a log: Base64 at three byte offsets, and the escapes of JSON, URLs, XML,
 * expressions, command lines and PowerShell. Source: actions/runner HostContext.cs and ValueEncoders.cs.
 * @param {string} value
 * @returns {string[]}
 */
export function derivedForms(value) {
  return [
    base64(value, 0), base64(value, 1), base64(value, 2),
    value.replaceAll('"', '\\"'),
    value.replaceAll("'", "''"),
    JSON.stringify(value).slice(1, -1),
    uriDataEscape(value),
    xmlEscape(value),
    value.length > 8 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : '',
    ...powerShellParts(value),
  ].filter(form => form && form !== value);
}

// A prefix of one or two bytes, as in base64("user:" + secret), shifts the secret against the groups of three bytes.
function base64(value, shift) {
  const bytes = Buffer.from(value, 'utf8');
  return (bytes.length > shift ? bytes.subarray(shift) : bytes).toString('base64');
}

// Like .NET's Uri.EscapeDataString, which also escapes ! ' ( ) *.
function uriDataEscape(value) {
  const wellFormed = Buffer.from(value, 'utf8').toString('utf8');
  return encodeURIComponent(wellFormed).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function xmlEscape(value) {
  const names = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '&': '&amp;' };
  return value.replace(/[<>"'&]/g, c => names[c]);
}

// PowerShell prints a failing command in pieces around `&`; pieces shorter than six characters would mask too much.
function powerShellParts(value) {
  if (!value.includes('&')) return [];
  const plus = value.indexOf('&+');
  const before = plus >= 0 ? value.slice(0, plus + 2) : value.slice(0, value.lastIndexOf('&') + 1);
  const after = plus >= 0 ? value.slice(plus + 3) : value.slice(value.lastIndexOf('&') + 1);
  return [before, after].filter(part => part.length >= 6);
}
