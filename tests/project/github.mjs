// GitHub's API for workflows that ask it (tests/github-double), and how the executor is told of it.
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { root } from './checkout.mjs';

/** Starts the double; it ends with {@link close}. */
export async function startGitHub() {
  const child = spawn(process.execPath, [path.join(root, 'tests/github-double/double.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await new Promise(resolve => createInterface(child.stdout).once('line', text => resolve([text])));
  const hosts = JSON.parse(line);
  // A connection that is kept would be closed by the double while the executor runs, which blocks this process.
  const ask = (repository, method, body) => new Promise((resolve, reject) => request(`${hosts.control}/${repository}`, { method, agent: false }, async answer => {
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += chunk;
    resolve(JSON.parse(text));
  }).on('error', reject).end(body));
  return {
    options: ['--api-url', hosts.api],
    pages: ['--server-url', hosts.web],
    environment: { WORKFLOW_SECRETS: JSON.stringify({ GITHUB_TOKEN: hosts.token }) },
    set: (repository, settings) => ask(repository, 'PUT', JSON.stringify(settings)),
    state: repository => ask(repository, 'GET'),
    close: () => child.stdin.end(),
  };
}
