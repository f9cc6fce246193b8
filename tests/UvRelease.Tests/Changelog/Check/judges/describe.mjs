// Takes out of GitHub's OpenAPI description (npm @octokit/openapi, 450 MB) what the API's double serves, as one JSON Schema with GitHub's own examples.
// usage: npm install --no-save @octokit/openapi@23.0.2 && node describe.mjs >github-api.json
import { readFileSync } from 'node:fs';

const api = JSON.parse(readFileSync(new URL('node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url), 'utf8'));
const operations = {
  pull: '/repos/{owner}/{repo}/pulls/{pull_number}',
  commits: '/repos/{owner}/{repo}/pulls/{pull_number}/commits',
  files: '/repos/{owner}/{repo}/pulls/{pull_number}/files',
  compare: '/repos/{owner}/{repo}/compare/{basehead}',
  content: '/repos/{owner}/{repo}/contents/{path}',
};
const $defs = {}, examples = {}, paths = {};

const resolve = ref => ref.split('/').slice(1).reduce((node, key) => node[key], api);

// OpenAPI 3.0's nullable is JSON Schema's type null; examples and links are no part of a schema.
function schema(node) {
  if (Array.isArray(node)) return node.map(schema);
  if (!node || typeof node !== 'object') return node;
  if (node.$ref) {
    const name = node.$ref.split('/').at(-1);
    if (!(name in $defs)) {
      $defs[name] = null;
      $defs[name] = schema(resolve(node.$ref));
    }
    return { $ref: `#/$defs/${name}` };
  }
  const { nullable, example, examples: _, externalDocs, description, discriminator, title, deprecated, 'x-github': __, ...rest } = node;
  const kept = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, key === 'enum' ? value : schema(value)]));
  return nullable ? { anyOf: [kept, { type: 'null' }] } : kept;
}

const properties = {};
for (const [name, path] of Object.entries(operations)) {
  const { content } = api.paths[path].get.responses['200'];
  const media = content['application/json'];
  properties[name] = name === 'content' ? schema({ $ref: '#/components/schemas/content-file' }) : schema(media.schema);
  const shown = Object.values(media.examples)[0];
  examples[name] = (shown.$ref ? resolve(shown.$ref) : shown).value;
  paths[name] = path;
}
process.stdout.write(`${JSON.stringify({ source: '@octokit/openapi 23.0.2, api.github.com', paths, examples, schema: { properties, $defs } }, null, 1)}\n`);
