import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const HOOKS = fileURLToPath(new URL('hooks', import.meta.url));

/**
 * Takes pushes for the mapped repositories over HTTP on loopback, as far as a token may push on GitHub: only over HTTP does a server see who pushes.
 * A token of GitHub Actions may what its job's `permissions` say, and never change workflow files, for there is no such permission in a workflow; a token of an
 * app may what it was made for. Source: docs.github.com, "Automatic token authentication" and "Permissions required for GitHub Apps", `workflows`.
 */
export class PushServer {
  #repositories;
  #jobs = new Map();
  #apps = new Map();
  #server;

  /** @param {import('./repository-map.mjs').RepositoryMap} repositories */
  constructor(repositories) {
    this.#repositories = repositories;
  }

  /**
   * Where a job pushes to.
   * @param {{path: string, permissions: import('../startup/permissions.mjs').Permissions, github: {token: string}}} job
   * @param {string} repository owner/name
   */
  async addressFor(job, repository) {
    if (!this.#server) {
      this.#server = createServer((request, response) => { this.#answer(request, response).catch(error => response.destroy(error)); });
      this.#server.listen(0, '127.0.0.1').unref();
      await once(this.#server, 'listening');
    }
    const key = Buffer.from(job.path).toString('base64url');
    this.#jobs.set(key, { token: job.github.token, permissions: job.permissions });
    return `http://127.0.0.1:${this.#server.address().port}/${key}/${repository}`;
  }

  /**
   * Lets a token of an app in; what plays the action that makes such tokens says what for.
   * @param {string} token
   * @param {Record<string, 'read' | 'write'>} permissions
   */
  admit(token, permissions) {
    this.#apps.set(token, permissions);
  }

  close() {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  async #answer(request, response) {
    const url = new URL(request.url, 'http://localhost');
    const [, key, repository, path] = /^\/([^/]+)\/([^/]+\/[^/]+?)(?:\.git)?(\/.*)$/.exec(url.pathname) ?? [];
    const job = this.#jobs.get(key);
    if (!job || !this.#repositories.has(repository)) return refuse(response, 404, 'Repository not found.');
    const token = passwordOf(request.headers.authorization);
    const own = token === job.token;
    const permissions = own ? job.permissions : this.#apps.get(token);
    if (!permissions) return refuse(response, 401, 'Invalid username or token.');
    if (permissions.contents !== 'write') return refuse(response, 403, `Permission to ${repository}.git denied to ${own ? 'github-actions[bot]' : 'the app'}.`);
    await serve(request, response, {
      GIT_PROJECT_ROOT: this.#repositories.directoryOf(repository), PATH_INFO: path, QUERY_STRING: url.search.slice(1),
      ...(permissions.workflows === 'write' ? {} : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: HOOKS }),
    });
  }
}

const passwordOf = (authorization = '') => Buffer.from(/^basic (.+)$/i.exec(authorization)?.[1] ?? '', 'base64').toString().replace(/^[^:]*:/, '');

function refuse(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain', ...(status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {}) }).end(`${text}\n`);
}

// git-http-backend(1), a CGI program.
async function serve(request, response, variables) {
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH, GIT_HTTP_EXPORT_ALL: '1', REQUEST_METHOD: request.method, CONTENT_TYPE: request.headers['content-type'] ?? '', REMOTE_USER: 'octocat',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '', GIT_PROTOCOL: request.headers['git-protocol'] ?? '', ...variables,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(backend.stdin);
  const chunks = [];
  for await (const chunk of backend.stdout) chunks.push(chunk);
  const printed = Buffer.concat(chunks), end = printed.indexOf('\r\n\r\n');
  const headers = Object.fromEntries(printed.subarray(0, end).toString('latin1').split('\r\n').map(line => line.split(/: (.*)/s, 2)));
  const { Status: status = '200', ...others } = headers;
  response.writeHead(Number.parseInt(status, 10), others).end(printed.subarray(end + 4));
}
