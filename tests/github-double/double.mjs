// Stands for GitHub's REST API for releases, issues, pull requests, branches, deployments and what gates ask: the API, the public web address and the host
// where the bytes lie, each on its own loopback port, and all of them by their names where a client comes through this as its proxy (gh, with
// GH_HOST=github.localhost). The API listens at the root and, as an Enterprise Server's, under /api/v3; uploads go to its /api/uploads.
//
// Which operation a request is, and whether request and answer are as GitHub describes them, is judged by GitHub's own OpenAPI description (description.mjs);
// what isn't stands in the problems of the repository, which every test wants empty.
//
// It does not prove: permissions of real tokens and which of 403 and 404 they give; the exact rule by which GitHub renames assets, its limits of size and
// number, and when exactly it slows clients down; how late exactly its lists and its caches are (it is as late as a test says); immutable releases and burned tags beyond what its documentation
// and its users say; attestations; TLS, proxies, compression, HTTP/2; how long a `starter` lives.
import { createServer } from 'node:http';
import { isLate } from './answers.mjs';
import { answerProblems, find, requestProblems } from './description.mjs';
import { failed, withFault } from './faults.mjs';
import { answerQuery } from './graphql.mjs';
import { addIssue } from './issues.mjs';
import { addAsset, addRelease, operations, repositories, repository, views } from './releases.mjs';

const token = 'ghs_0123456789abcdefghijklmnop';
const hosts = {};

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function write(response, status, body, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-github-api-version-selected': '2022-11-28', 'x-oauth-scopes': 'repo', ...headers });
  response.end(body === null ? '' : JSON.stringify(body));
}

// What an Enterprise Server has in front of its paths.
function unprefixed({ url, uploads, addresses, viaProxy }) {
  const [, prefix, path] = /^\/api\/(v3|uploads)(\/.*)$/.exec(url.pathname) ?? [];
  if (!prefix) return { url, uploads, addresses, viaProxy };
  const under = prefix === 'v3' ? { ...addresses, api: `${addresses.api}/api/v3` } : addresses;
  return { url: new URL(path + url.search, url), uploads: prefix === 'uploads', addresses: under, viaProxy };
}

async function serveApi(request, response, come) {
  const { url, uploads, addresses, viaProxy } = unprefixed(come);
  // The host for uploads takes what its buffers hold, and no more.
  const [, deafOwner, deafRepo] = /^\/repos\/([^/]+)\/([^/]+)\/releases\/\d+\/assets$/.exec(url.pathname) ?? [];
  if (uploads && repository(deafOwner, deafRepo).deaf) return request.pause();
  let bytes;
  try {
    bytes = await read(request);
  } catch {
    return; // The client hung up in the middle of its upload.
  }
  if (url.pathname === '/graphql' && viaProxy) return write(response, 200, answerQuery(JSON.parse(bytes)));
  if (url.pathname === '/graphql') return await serveGraph(request, response, bytes);
  const found = find(viaProxy && request.method === 'HEAD' ? 'GET' : request.method, url.pathname);
  // A search names its repository in its text.
  const [owner, repo] = /\brepo:([^/ ]+)\/(\S+)/.exec(url.searchParams.get('q') ?? '')?.slice(1) ?? url.pathname.split('/').slice(2);
  const known = repository(found?.at.owner ?? owner ?? 'nobody', found?.at.repo ?? repo ?? 'nothing');
  if (!found) {
    known.problems.push(`${request.method} ${url.pathname}: GitHub describes no such operation, or the double has none`);
    return write(response, 404, { message: 'Not Found' });
  }

  const { operation, at } = found;
  const isOurs = !viaProxy, given = request.headers.authorization;
  if (isOurs ? ![token, known.token].some(one => one && given === `Bearer ${one}`) : !/^(token|bearer) /i.test(given ?? '')) {
    known.problems.push(`${operation.id}: Authorization`);
    return write(response, 401, { message: 'Requires authentication' });
  }

  // A private repository of others, which a token that may not see it is told nothing of.
  if (isOurs && known.token && given !== `Bearer ${known.token}`) return write(response, 404, { message: 'Not Found' });
  let json;
  if (bytes.length && operation.body && operation.media[0] === 'application/json') json = JSON.parse(bytes);
  const wrong = requestProblems(operation, { at, query: url.searchParams, headers: request.headers, json, uploads });
  // gh asks for older previews by Accept, sends no version, and has a name of its own.
  known.problems.push(...wrong.filter(text => isOurs || !/Accept|X-GitHub-Api-Version|User-Agent/.test(text)));
  known.calls.push(`${request.method} ${url.pathname}${url.search}`);
  const release = known.releases.find(one => one.id === Number(at.release_id) || one.assets.some(asset => asset.id === Number(at.asset_id)));
  const asset = release?.assets.find(one => one.id === Number(at.asset_id));
  const view = views(addresses, known);
  const perform = (more = {}) => {
    const result = operations[operation.id]({
      repository: known, release, asset, at, query: url.searchParams, headers: request.headers, json, bytes, view, api: addresses.api, repositories,
      remaining: known.remaining ?? 4999, ...more,
    });
    const { status, body } = result;
    known.problems.push(...answerProblems(operation, status, body));
    return result;
  };
  if (await withFault(known, operation.id, { perform, response, stranger: `${hosts.stranger}/${known.name}` })) return;
  // It was deleted meanwhile.
  if (release && !known.releases.includes(release)) return write(response, 404, { message: 'Not Found' });
  const { status, body, bytes: stored, next } = perform();
  const headers = {};
  if (next) {
    const following = new URL(url);
    following.searchParams.set('page', Number(url.searchParams.get('page') ?? 1) + 1);
    headers.link = `<${addresses.api}${following.pathname}${following.search}>; rel="next"`;
  }
  if (stored) headers.location = `${hosts.storage}/${known.name}/${stored.id}`;
  write(response, status, body, headers);
}

// A fault of GraphQL is one of the operation graphql, or of graphql/mutation.
async function serveGraph(request, response, bytes) {
  const asked = JSON.parse(bytes), { owner, name, input } = asked.variables ?? {};
  // A mutation names its repository by an id, which here has the name in it.
  const [, inOwner, inName] = /^(?:R|D)_([^/]+)\/(\S+)/.exec(input?.repositoryId ?? input?.discussionId ?? '') ?? [];
  const known = repository(owner ?? inOwner ?? 'nobody', name ?? inName ?? 'nothing');
  if (request.headers.authorization !== `Bearer ${token}`) return write(response, 401, { message: 'Bad credentials' });
  known.calls.push(`POST /graphql ${asked.query.slice(0, asked.query.indexOf('('))}`);
  // Its schema is large, and most that start the double ask nothing of it.
  const { answerGraph } = await import('./queries.mjs');
  const perform = () => {
    const { answer, refused } = answerGraph(known, asked);
    if (refused) known.problems.push(...refused);
    return { status: 200, body: answer ?? { errors: refused.map(message => ({ message })) } };
  };
  if (await withFault(known, asked.query.startsWith('mutation') ? 'graphql/mutation' : 'graphql', { perform, response, stranger: hosts.stranger })) return;
  const { status, body } = perform();
  write(response, status, body);
}

// GitHub sends readers of a public asset on to where the bytes lie.
function serveWeb(request, response, { url }) {
  const [, owner, repo, , , tag, name] = url.pathname.split('/').map(decodeURIComponent);
  const release = repository(owner, repo).releases.find(one => !one.draft && one.tag_name === tag);
  const asset = release?.assets.find(one => one.name === name);
  if (!asset || isLate(release, 'web')) return write(response, 404, null);
  write(response, 302, null, { location: `${hosts.storage}/${owner}/${repo}/${asset.id}` });
}

function serveStorage(request, response, { url }) {
  const [, owner, repo, id] = url.pathname.split('/');
  const known = repository(owner, repo);
  // gh sends its token there too, which is not ours to judge.
  if (request.headers.authorization && request.headers['user-agent'] === 'uv-release') known.strangers.push('the storage got a token');
  const asset = known.releases.flatMap(one => one.assets).find(one => one.id === Number(id));
  if (!asset) return write(response, 404, null);
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  const bytes = range ? asset.bytes.subarray(Number(range[1]), Number(range[2]) + 1) : asset.bytes;
  if (known.storage === 'silent') return;
  response.writeHead(range ? 206 : 200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length });
  if (known.storage === 'well') return response.end(bytes);
  response.write(bytes.subarray(0, bytes.length / 2));
  if (known.storage === 'cuts') setTimeout(() => response.destroy(), 20);
}

// Another host, which must never get the token.
function serveStranger(request, response, { url }) {
  const [, owner, repo] = url.pathname.split('/');
  repository(owner, repo).strangers.push(request.headers.authorization ? 'a stranger got the token' : 'a stranger was asked');
  request.resume();
  write(response, 200, {});
}

// Tests: PUT sets a repository's settings, faults and releases; GET tells what it has become.
async function serveControl(request, response, { url }) {
  const [, owner, repo] = url.pathname.split('/');
  const known = repository(owner, repo);
  const body = await read(request);
  if (request.method === 'PUT') {
    const { releases = [], issues = [], assets = [], added = [], hidden = [], crowd, forget, goOn, ...settings } = JSON.parse(body);
    Object.assign(known, settings);
    if (forget) known.releases.length = 0;
    for (const issue of issues) addIssue(known, issue);
    const ids = releases.map(release => addRelease(known, release).id);
    for (const { id, ...late } of hidden) known.releases.find(one => one.id === id).late = late;
    for (let number = 0; number < (crowd?.releases ?? 0); number++)
      addRelease(known, { tag_name: `v0.${number}.0`, draft: false, body: 'Fixed. '.repeat(crowd.words ?? 0), assets: Array.from({ length: crowd.assets }, (_, place) => ({ name: `app-0.${number}.0-${place}.zip` })) });
    for (const { id, ...facts } of assets) Object.assign(known.releases.flatMap(one => one.assets).find(one => one.id === id), facts);
    for (const { release, name, text } of added) addAsset(known, known.releases.find(one => one.id === release), name, Buffer.from(text));
    if (goOn) for (const answer of known.held.splice(0)) answer();
    return write(response, 200, ids);
  }
  write(response, 200, {
    ...known, clock: undefined, held: known.held.length,
    releases: known.releases.map(release => ({ ...release, assets: release.assets.map(({ bytes, ...asset }) => ({ ...asset, text: bytes.length < 1000 ? bytes.toString() : null })) })),
  });
}

function listen(name, serve) {
  return new Promise(resolve => {
    const server = createServer(async (request, response) => {
      try {
        const url = new URL(request.url, 'http://loopback');
        const host = (request.headers.host ?? '').split(':')[0];
        if (!host.endsWith('github.localhost')) return await serve(request, response, { url, uploads: false, addresses: hosts, viaProxy: false });
        const addresses = { api: 'http://api.github.localhost', uploads: 'http://uploads.github.localhost', web: 'http://github.localhost' };
        return await (host === 'github.localhost' ? serveWeb : serveApi)(request, response, { url, uploads: host.startsWith('uploads.'), addresses, viaProxy: true });
      } catch (error) {
        process.stderr.write(`${error.stack}\n`);
        failed(response, error);
      }
    }).listen(0, '127.0.0.1', () => {
      hosts[name] = `http://127.0.0.1:${server.address().port}`;
      resolve();
    });
  });
}

await Promise.all([
  listen('api', serveApi), listen('web', serveWeb), listen('storage', serveStorage), listen('stranger', serveStranger), listen('control', serveControl),
]);
hosts.uploads = `${hosts.api}/api/uploads`;
process.stdout.write(`${JSON.stringify({ ...hosts, token })}\n`);
// It lives as long as whoever started it.
process.stdin.on('end', () => process.exit()).resume();
