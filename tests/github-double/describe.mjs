// Takes out of GitHub's OpenAPI description (npm @octokit/openapi, 450 MB) what the double serves: operations with their parameters, bodies and answers, as
// JSON Schemas, and GitHub's own examples of answers where the double begins with them.
// usage: npm install --no-save @octokit/openapi@23.0.2 && node describe.mjs >github-api.json
import { readFileSync } from 'node:fs';

const api = JSON.parse(readFileSync(new URL('node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url), 'utf8'));
const wanted = new Set([
  'repos/list-releases', 'repos/create-release', 'repos/get-release', 'repos/get-release-by-tag', 'repos/get-latest-release', 'repos/update-release',
  'repos/delete-release', 'repos/list-release-assets', 'repos/upload-release-asset', 'repos/get-release-asset', 'repos/delete-release-asset',
  'repos/check-immutable-releases', 'repos/get', 'git/create-tree', 'git/create-blob', 'git/create-commit', 'git/get-commit', 'git/get-ref', 'git/get-tag', 'rate-limit/get',
  'git/create-ref', 'git/update-ref', 'git/delete-ref', 'repos/get-content', 'repos/create-or-update-file-contents',
  'issues/list-for-repo', 'issues/create', 'issues/update', 'issues/list-comments', 'issues/create-comment', 'issues/update-comment',
  'issues/list-labels-for-repo', 'issues/create-label', 'issues/add-labels', 'search/issues-and-pull-requests',
  'pulls/list', 'pulls/create', 'pulls/get', 'pulls/update', 'pulls/request-reviewers',
  'repos/create-deployment', 'repos/list-deployments', 'repos/create-deployment-status', 'repos/list-deployment-statuses',
  'checks/list-for-ref', 'repos/get-combined-status-for-ref', 'repos/get-environment', 'actions/get-reviews-for-run', 'actions/get-workflow-run',
]);
const shown = {
  'issues/create': '201', 'issues/create-comment': '201', 'issues/create-label': '201', 'pulls/create': '201', 'repos/get-content': '200',
  'repos/create-or-update-file-contents': '201', 'repos/create-deployment': '201', 'repos/create-deployment-status': '201',
  'checks/list-for-ref': '200', 'repos/get-combined-status-for-ref': '200', 'repos/get-environment': '200', 'actions/get-reviews-for-run': '200',
  'actions/get-workflow-run': '200', 'git/create-commit': '201', 'git/create-tree': '201', 'repos/get': '200',
};
const $defs = {}, operations = [], examples = {};

const resolve = node => node.$ref ? node.$ref.split('/').slice(1).reduce((at, key) => at[key], api) : node;

// OpenAPI 3.0's nullable is JSON Schema's type null; examples are no part of a schema.
function schema(node) {
  if (Array.isArray(node)) return node.map(schema);
  if (!node || typeof node !== 'object') return node;
  if (node.$ref) {
    const name = node.$ref.split('/').at(-1);
    if (!(name in $defs)) {
      $defs[name] = null;
      $defs[name] = schema(resolve(node));
    }
    return { $ref: `api#/$defs/${name}` };
  }
  const { nullable, example, examples, externalDocs, description, discriminator, title, deprecated, 'x-github': _, 'x-multi-segment': __, ...rest } = node;
  const kept = Object.fromEntries(Object.entries(rest).map(([key, value]) =>
    [key, key === 'enum' ? value : key === 'properties' ? Object.fromEntries(Object.entries(value).map(([name, of]) => [name, schema(of)])) : schema(value)]));
  return nullable ? { anyOf: [kept, { type: 'null' }] } : kept;
}

const json = content => content?.['application/json'] ? schema(content['application/json'].schema) : null;

for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    if (!wanted.delete(operation.operationId)) continue;
    if (operation.operationId in shown) {
      const example = Object.values(operation.responses[shown[operation.operationId]].content['application/json'].examples)[0];
      examples[operation.operationId] = resolve(example).value;
    }
    const answers = Object.entries(operation.responses).map(([status, answer]) => [status, json(resolve(answer).content)]);
    operations.push({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      server: operation.servers?.[0].url ?? api.servers[0].url,
      parameters: [...methods.parameters ?? [], ...operation.parameters ?? []].map(resolve).map(parameter => (
        { name: parameter.name, in: parameter.in, required: parameter.required ?? false, schema: schema(parameter.schema) })),
      body: json(operation.requestBody?.content),
      media: Object.keys(operation.requestBody?.content ?? {}),
      answers: Object.fromEntries(answers),
    });
  }
}
if (wanted.size) throw new Error(`not described: ${[...wanted]}`);
process.stdout.write(`${JSON.stringify({ source: '@octokit/openapi 23.0.2, api.github.com', operations, examples, $defs }, null, 1)}\n`);
