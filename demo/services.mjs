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
    /** Closes an issue, as somebody does who has mended it. */
    close: async issue => {
      const answer = await fetch(`${hosts.api}/repos/${name}/issues/${issue}`, {
        method: 'PATCH', body: '{"state":"closed"}', headers: { authorization: `Bearer ${hosts.token}`, 'content-type': 'application/json', accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', 'user-agent': 'demo' },
      });
      if (!answer.ok) throw new Error(`GitHub's double does not close issue ${issue}: ${await answer.text()}`);
    },
    stop: () => double.stdin.end(),
  };
}
