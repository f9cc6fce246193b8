// What the real @actions/core makes of a table of values. Standard input: {uuid, values, positions, inputs}; standard output: for each kind
// of writer an array with the bytes (base64) that it wrote for each entry, for each reader what it returned or threw.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { uuid, values, positions, inputs } = JSON.parse(fs.readFileSync(0, 'utf8'));

// Both sides draw the same delimiter, so that files are compared whole.
crypto.randomUUID = () => uuid;
syncBuiltinESMExports();

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'actions-core-'));
for (const name of ['OUTPUT', 'ENV', 'STATE', 'PATH', 'STEP_SUMMARY']) process.env[`GITHUB_${name}`] = path.join(folder, name);
// The package exports its ES module alone, which `resolve` of CommonJS can't name; its file stands where package.json says.
const packages = createRequire(path.resolve('tests/workflows/package.json'));
const root = packages.resolve.paths('@actions/core').map(place => path.join(place, '@actions/core')).find(fs.existsSync);
const { exports: entries } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const core = await import(pathToFileURL(path.join(root, entries['.'].import)));

/** The bytes that `write` appends to a fresh file of the runner. */
async function toFile(name, write) {
  const file = process.env[`GITHUB_${name}`];
  fs.writeFileSync(file, '');
  await write();
  return fs.readFileSync(file).toString('base64');
}

/** The bytes that `write` prints. */
function printed(write) {
  const real = process.stdout.write;
  let text = '';
  process.stdout.write = chunk => { text += chunk; return true; };
  try {
    write();
  } finally {
    process.stdout.write = real;
  }
  return Buffer.from(text, 'utf8').toString('base64');
}

/** What a reader of inputs makes of a text, JSON for a value, null for an exception. */
function read(text, reader) {
  if (text.includes('\0') || !text.isWellFormed()) return null;
  process.env.INPUT_MY_INPUT = text;
  try {
    return JSON.stringify(reader('my input'));
  } catch {
    return null;
  }
}

const all = (table, write) => Promise.all(table.map(write));
const inTurn = async (table, write) => {
  const results = [];
  for (const entry of table) results.push(await write(entry));
  return results;
};

const answer = {
  output: await inTurn(values, v => toFile('OUTPUT', () => core.setOutput('name', v))),
  env: await inTurn(values, v => toFile('ENV', () => core.exportVariable('NAME', v.replaceAll('\0', '')))),
  state: await inTurn(values, v => toFile('STATE', () => core.saveState('name', v))),
  path: await inTurn(values, v => toFile('PATH', () => core.addPath(v))),
  summary: await inTurn(values, v => toFile('STEP_SUMMARY', () => core.summary.emptyBuffer().addRaw(v).write())),
  error: await all(values, v => printed(() => core.error(v))),
  warning: await all(values, v => printed(() => core.warning(v))),
  notice: await all(values, v => printed(() => core.notice(v))),
  debug: await all(values, v => printed(() => core.debug(v))),
  mask: await all(values, v => printed(() => core.setSecret(v))),
  group: await all(values, v => printed(() => { core.startGroup(v); core.endGroup(); })),
  titled: await all(values, v => printed(() => core.error(v, { title: v, file: v, startLine: 3, endLine: 4, startColumn: 1, endColumn: 2 }))),
  placed: await all(positions, p => printed(() => core.warning('message', p))),
  text: inputs.map(text => read(text, core.getInput)),
  boolean: inputs.map(text => read(text, core.getBooleanInput)),
  lines: inputs.map(text => read(text, core.getMultilineInput)),
};
fs.rmSync(folder, { recursive: true });
process.stdout.write(JSON.stringify(answer));
