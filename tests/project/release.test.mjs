// build.yml for notes alone, called by an application's repository: from the source tree and from the generated release tree, with each engine at hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import Ajv from '../workflows/node_modules/ajv/dist/2020.js';
import { app, execute, jobs, releaseTree, root, sampleApp } from './checkout.mjs';
import { engines } from './engines.mjs';

const trees = [['source tree', () => root], ['release tree', () => releaseTree()]];

for (const { engine, skip, options } of engines) {
  for (const [name, tree] of trees) {
    test(`An app's release runs from the ${name} with the engine ${engine}`, { skip }, () => {
      const { code, output, report, work } = execute([
        '--repository', `acme/sample-app=${sampleApp()}`, '--repository', `org/uv-release=${tree()}`,
        '--workflow', 'acme/sample-app:.github/workflows/release.yml', '--event', 'workflow_dispatch', ...options(),
      ]);
      assert.equal(code, 0, output);
      assert.deepEqual(report.outputs.release, { version: '2.0.0', 'previous-version': '1.1.0', tag: 'v2.0.0', 'release-needed': 'true' });
      assert.deepEqual(report.artifacts.map(artifact => [artifact.name, artifact.files.toSorted()]), [['release-notes', ['notes.json', 'notes.md', 'notes.txt']]]);
      const notes = execFileSync('find', [work, '-name', 'notes.json'], { encoding: 'utf8' }).split('\n')[0];
      const valid = new Ajv.default({ strict: false }).compile(JSON.parse(readFileSync(path.join(root, 'schema/notes.schema.json'), 'utf8')));
      assert.ok(valid(JSON.parse(readFileSync(notes, 'utf8'))), JSON.stringify(valid.errors));
    });
  }
}

test('A hostile commit message adds no mask, no annotation and no output', () => {
  const { report, output } = execute([
    '--repository', `acme/sample-app=${sampleApp()}`, '--repository', `org/uv-release=${root}`,
    '--workflow', 'acme/sample-app:.github/workflows/release.yml', '--event', 'workflow_dispatch', '--engine', 'process', '--binaries', app,
  ]);
  const job = Object.fromEntries(jobs(report.jobs))['release.notes'];
  assert.deepEqual(job.steps.flatMap(step => step.annotations), []);
  assert.match(job.steps.find(step => step.id === 'notes').summary, /\*\*editor:\*\*/); // "editor" would be masked
  assert.doesNotMatch(output, /\u001b\[31m/);
});
