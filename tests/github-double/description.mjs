// GitHub's own description of its API (github-api.json): which operation a request is, and what is wrong with a request or an answer.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../UvRelease.Tests/Changelog/Check/judges/', import.meta.url));
const Ajv = require('ajv').default;
const formats = require('ajv-formats').default;

const { operations, examples, $defs } = JSON.parse(readFileSync(new URL('github-api.json', import.meta.url), 'utf8'));
// Named in the prose of upload-release-asset ("a state of `starter`"), missing in the schema.
$defs['release-asset'].properties.state.enum.push('starter');
// Each of its two kinds of errors describes the other one too.
const conflict = operations.find(one => one.id === 'repos/create-or-update-file-contents').answers;
conflict[409] = { anyOf: conflict[409].oneOf };
// Statuses that GitHub answers and its description does not name.
const undescribed = new Set([
  'repos/get-release 404', 'repos/list-release-assets 404', 'repos/upload-release-asset 404', 'repos/update-release 422', 'repos/delete-release-asset 422',
  'repos/create-release 403', 'repos/check-immutable-releases 403', 'repos/get-environment 404', 'actions/get-reviews-for-run 404', 'pulls/update 404',
  'repos/get-environment 403', 'actions/get-workflow-run 404',
]);
/** GitHub's own example of an answer. */
export const example = id => structuredClone(examples[id]);

const versions = new Set(['2022-11-28', '2026-03-10']);

const ajv = formats(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema({ $id: 'api', $defs });
// GitHub's own: owner/name.
ajv.addFormat('repo.nwo', /^[\w.-]+\/[\w.-]+$/);
const compiled = new Map();

function problems(key, schema, value) {
  if (!compiled.has(key)) compiled.set(key, ajv.compile(schema));
  const valid = compiled.get(key);
  return valid(value) ? [] : [`${key}: ${ajv.errorsText(valid.errors).slice(0, 300)}`];
}

const multiple = new Set(['ref', 'tag', 'path']);

// A ref and a path have several segments by their description, and gh sends the tags of monorepos unescaped, which GitHub takes.
const routes = operations.map(operation => {
  const pattern = operation.path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, (_, name) => multiple.has(name) ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`);
  return { operation, expression: new RegExp(`^${pattern}$`), parameters: operation.path.split('{').length };
}).sort((a, b) => a.parameters - b.parameters);

/** The operation of a request, with its parameters; null when GitHub has none such. */
export function find(method, path) {
  for (const { operation, expression } of routes) {
    const match = operation.method === method && expression.exec(path);
    if (match) return { operation, at: Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])) };
  }
  return null;
}

/** What a request has that is not described, or lacks. */
export function requestProblems({ id, parameters, body, media, server }, { at, query, headers, json, uploads }) {
  const found = [];
  const typed = (name, value, schema) => problems(`${id} ${name}`, schema, schema.type === 'integer' && /^\d+$/.test(value) ? Number(value) : value);
  for (const { name, in: place, required, schema } of parameters) {
    const value = place === 'path' ? at[name] : place === 'query' ? query.get(name) : undefined;
    if (value === null || value === undefined) {
      if (required) found.push(`${id}: ${place} parameter ${name} is missing`);
    } else found.push(...typed(name, value, schema));
  }
  for (const name of query.keys())
    if (!parameters.some(parameter => parameter.in === 'query' && parameter.name === name)) found.push(`${id}: unknown query parameter ${name}`);
  if (body && json !== undefined) {
    found.push(...problems(`${id} body`, body, json));
    for (const name of body.properties ? Object.keys(json) : []) if (!(name in body.properties)) found.push(`${id}: unknown member ${name}`);
  }
  if (media.includes('application/octet-stream')) {
    if (!headers['content-length']) found.push(`${id}: no Content-Length`);
    if (!headers['content-type']) found.push(`${id}: no Content-Type`);
  }
  if (uploads !== server.includes('uploads.')) found.push(`${id}: asked at the wrong host`);
  const accepts = id === 'repos/get-release-asset' ? ['application/vnd.github+json', 'application/octet-stream'] : ['application/vnd.github+json'];
  if (!accepts.includes(headers.accept)) found.push(`${id}: Accept ${headers.accept}`);
  if (!versions.has(headers['x-github-api-version'])) found.push(`${id}: X-GitHub-Api-Version ${headers['x-github-api-version']}`);
  if (headers['user-agent'] !== 'uv-release') found.push(`${id}: User-Agent ${headers['user-agent']}`);
  return found;
}

/** What is wrong with an answer. */
export function answerProblems({ id, answers }, status, body) {
  if (!(status in answers)) return undescribed.has(`${id} ${status}`) ? [] : [`${id}: status ${status} is not described`];
  return answers[status] && body !== null ? problems(`${id} ${status}`, answers[status], body) : [];
}
