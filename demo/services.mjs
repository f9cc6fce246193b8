// What a team has elsewhere: an object store that clients can read, and GitHub's API.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** GitHub's API as its OpenAPI description has it (tests/github-double), which a tag of a release is made through. */
export async function gitHub(name) {
  const double = spawn('node', [path.join(root, 'tests/github-double/double.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(double.stdout);
  const [line] = await Promise.race([once(lines, 'line'), once(double, 'exit').then(() => { throw new Error("GitHub's double does not start; see above."); })]);
  const hosts = JSON.parse(line), control = `${hosts.control}/${name}`;
  return {
    options: { apiUrl: hosts.api, serverUrl: hosts.web },
    token: hosts.token,
    state: async () => (await fetch(control)).json(),
    set: async settings => { await (await fetch(control, { method: 'PUT', body: JSON.stringify(settings) })).json(); },
    stop: () => double.stdin.end(),
  };
}
