// Enough for programs to be found and to reach the network; everything else would make runs differ between machines.
const PASSED_ON = ['PATH', 'LANG', 'TZ', 'USER', 'DOTNET_ROOT', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];

/**
 * The part of this machine's environment that steps may see.
 * @param {string[]} [more] further names that the caller asked for
 * @returns {Record<string, string>}
 */
export function hostVariables(more = []) {
  const names = [...PASSED_ON, ...more].filter(name => process.env[name] !== undefined);
  return Object.fromEntries(names.map(name => [name, process.env[name]]));
}
