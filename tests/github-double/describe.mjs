// Takes out of GitHub's OpenAPI description (npm @octokit/openapi, 450 MB) what the double of releases serves: operations with their parameters, bodies and
// answers, as JSON Schemas.
// usage: npm install --no-save @octokit/openapi@23.0.2 && node describe.mjs >releases-api.json
import { readFileSync } from 'node:fs';

const api = JSON.parse(readFileSync(new URL('node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url), 'utf8'));
const wanted = new Set([
  'repos/list-releases', 'repos/create-release', 'repos/get-release', 'repos/get-release-by-tag', 'repos/get-latest-release', 'repos/update-release',
  'repos/delete-release', 'repos/list-release-assets', 'repos/upload-release-asset', 'repos/get-release-asset', 'repos/delete-release-asset',
  'repos/check-immutable-releases', 'repos/get', 'git/get-ref', 'git/get-tag', 'rate-limit/get',
]);
const $defs = {}, operations = [];

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
process.stdout.write(`${JSON.stringify({ source: '@octokit/openapi 23.0.2, api.github.com', operations, $defs }, null, 1)}\n`);
