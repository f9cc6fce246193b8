// Validates answers of the API's double against GitHub's own description (github-api.json): { name: operation, body } each; problems on standard output.
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import Ajv from 'ajv';
import formats from 'ajv-formats';

const { schema } = JSON.parse(readFileSync(new URL('github-api.json', import.meta.url), 'utf8'));
const ajv = formats(new Ajv({ strict: false, allErrors: false }));
const problems = [];
for (const { name, body } of JSON.parse(await text(process.stdin))) {
  const valid = ajv.compile({ ...schema.properties[name], $defs: schema.$defs });
  if (!valid(body)) problems.push(`${name}: ${ajv.errorsText(valid.errors)}`);
}
process.stdout.write(JSON.stringify(problems));
