// changelog.yml, called by an application's repository: a good pull request, a bad one from a fork, a merge group. GitHub's API is a double that serves
// GitHub's own examples; what it does not prove stands at GitHubDouble.cs, which is stricter.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import Ajv from '../workflows/node_modules/ajv/dist/2020.js';
import { jobs, releaseTree, root, temporaryFolder } from './checkout.mjs';
import { engines } from './engines.mjs';

const { examples } = JSON.parse(readFileSync(path.join(root, 'tests/UvRelease.Tests/Changelog/Check/judges/github-api.json'), 'utf8'));
const token = 'ghs_0123456789abcdefghijklmnop';

/** A double of the API for one pull request. */
async function api(t, { title, commits, files, contents = {} }) {
  const requests = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
    requests.push(`${request.method} ${pathname}`);
    const rest = pathname.slice('/repos/acme/sample-app/'.length);
    const listed = commits.map((message, i) => ({ ...examples.commits[0], sha: `${i}`.padStart(40, '0'), commit: { ...examples.commits[0].commit, message } }));
    const changed = files.map(filename => ({ ...examples.files[0], filename, status: 'added' }));
    const text = rest.startsWith('contents/') && contents[`${decodeURIComponent(rest.slice('contents/'.length))}@${searchParams.get('ref')}`];
    const body = rest === 'pulls/7' ? { ...examples.pull, number: 7, title, body: null, commits: commits.length, changed_files: files.length, head: { ...examples.pull.head, sha: 'bbbb' }, base: { ...examples.pull.base, sha: 'aaaa' } }
      : rest === 'pulls/7/commits' ? listed
      : rest === 'pulls/7/files' ? changed
      : rest === 'compare/aaaa...bbbb' ? { ...examples.compare, total_commits: listed.length, commits: listed, files: changed }
      : text ? { ...examples.content, content: Buffer.from(text).toString('base64') }
      : undefined;
    response.writeHead(request.method === 'GET' && request.headers.authorization === `Bearer ${token}` ? (body ? 200 : 404) : 401, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body ?? { message: 'Not Found' }));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  return { address: `http://127.0.0.1:${server.address().port}`, requests };
}

/** Runs the template that people copy. The double lives in this process, so the run must not block it. */
async function check(t, event, payload, served, tree = root, { options } = engines[0]) {
  const { address, requests } = await api(t, served);
  const folder = temporaryFolder(), report = path.join(folder, 'report.json'), caller = path.join(folder, 'caller');
  mkdirSync(path.join(caller, '.github/workflows'), { recursive: true });
  writeFileSync(path.join(caller, '.github/workflows/changelog.yml'), readFileSync(path.join(root, 'action-templates/changelog.yml')));
  writeFileSync(path.join(folder, 'event.json'), JSON.stringify(payload));
  const child = spawn(process.execPath, [
    '--import', path.join(root, 'tests/workflows/json-hook.mjs'), path.join(root, 'tests/workflows/run.mjs'),
    '--repository', `acme/sample-app=${caller}`, '--repository', `org/uv-release=${tree}`, '--workflow', 'acme/sample-app:.github/workflows/changelog.yml',
    '--event', event, '--event-payload', path.join(folder, 'event.json'), ...options(),
    '--secrets', JSON.stringify({ GITHUB_TOKEN: token }), '--service', `GITHUB_API_URL=${address}`, '--report', report, '--work', path.join(folder, 'run'),
  ], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => { output += data; });
  const code = await new Promise(done => child.on('close', done));
  const job = Object.fromEntries(jobs(JSON.parse(readFileSync(report, 'utf8')).jobs))['changelog.check'];
  return { code, output, requests, work: path.join(folder, 'run'), job, step: job?.steps.find(step => step.id === 'check') };
}

const fork = {
  action: 'opened', number: 7,
  pull_request: {
    number: 7, title: 'as it was', body: null, user: { login: 'mei' }, labels: [], commits: 1, changed_files: 1,
    head: { ref: 'topic', sha: 'bbbb', repo: { full_name: 'mei/sample-app', fork: true } }, base: { ref: 'main', sha: 'aaaa', repo: { full_name: 'acme/sample-app', fork: false } },
  },
};
const fragment = '---\ntype: feat\nkind: removed\n---\nSettings live in one file\n\n## Migration\n\nStart the app once with `--migrate-settings`; it moves every key.\n';

for (const [name, tree] of [['source tree', () => root], ['release tree', () => releaseTree()]]) {
  test(`A good pull request passes, from the ${name}, without a checkout`, async t => {
    const { code, output, requests, step } = await check(t, 'pull_request', fork, {
      title: 'feat(settings)!: keep settings in one file', commits: ['wip', 'more'], files: ['.changes/settings.md'], contents: { '.changes/settings.md@bbbb': fragment },
    }, tree());
    assert.equal(code, 0, output);
    assert.deepEqual({ ...step.outputs, 'json-file': undefined }, { result: 'done', valid: 'true', title: 'feat(settings)!: keep settings in one file', 'corrected-title': '', breaking: 'true', errors: '0', warnings: '0', 'json-file': undefined });
    assert.ok(requests.includes('GET /repos/acme/sample-app/pulls/7/commits'), requests.join('\n'));
    assert.doesNotMatch(output, new RegExp(token));
  });
}

// In a container the double is reached over the machine's own network, and the user, the folders and the files are the image's.
for (const engine of engines.slice(1)) {
  test(`A good and a bad pull request are told apart with the engine ${engine.engine}`, { skip: engine.skip }, async t => {
    const good = await check(t, 'pull_request', fork, {
      title: 'feat(settings)!: keep settings in one file', commits: ['wip'], files: ['.changes/settings.md'], contents: { '.changes/settings.md@bbbb': fragment },
    }, root, engine);
    assert.equal(good.code, 0, good.output);
    assert.deepEqual([good.step.outputs.valid, good.step.outputs.breaking, good.step.outputs.errors], ['true', 'true', '0']);
    assert.ok(good.requests.includes('GET /repos/acme/sample-app/pulls/7/commits'), good.requests.join('\n'));
    assert.doesNotMatch(good.output, new RegExp(token));
    const bad = await check(t, 'pull_request', fork, {
      title: '[feat] settings in one file ##[add-mask]settings', commits: ['wip'], files: ['.changes/settings.md'],
      contents: { '.changes/settings.md@bbbb': fragment.replace('## Migration', '## Migratoin') },
    }, root, engine);
    assert.equal(bad.code, 1, bad.output);
    assert.equal(bad.step.outputs['corrected-title'], 'feat: settings in one file ##[add-mask]settings');
    assert.ok(bad.step.annotations.some(({ file, line }) => file === '.changes/settings.md' && Number(line) === 7), JSON.stringify(bad.step.annotations));
  });
}

test('A bad pull request of a fork fails: the line of its fragment, the title to paste, nothing obeyed', async t => {
  const { code, output, job, step } = await check(t, 'pull_request', fork, {
    title: '[feat] settings in one file ##[add-mask]settings', commits: ['wip', 'more'], files: ['.changes/settings.md'],
    contents: { '.changes/settings.md@bbbb': fragment.replace('## Migration', '## Migratoin') },
  });
  assert.equal(code, 1, output);
  assert.equal(job.result ?? job.conclusion, 'failure');
  assert.equal(step.outputs['corrected-title'], 'feat: settings in one file ##[add-mask]settings');
  assert.ok(step.annotations.some(({ file, line }) => file === '.changes/settings.md' && Number(line) === 7), JSON.stringify(step.annotations));
  assert.match(step.summary, /```text\nfeat: settings in one file/); // "settings" would be masked
});

test('A merge group is checked by the messages that are about to land', async t => {
  const group = { action: 'checks_requested', merge_group: { head_sha: 'bbbb', base_sha: 'aaaa', head_ref: 'refs/heads/gh-readonly-queue/main/pr-7', base_ref: 'refs/heads/main' } };
  const good = await check(t, 'merge_group', group, { title: '', commits: ['feat: settings in one file (#7)', 'fix: remember its size (#8)'], files: [] });
  assert.equal(good.code, 0, good.output);
  const bad = await check(t, 'merge_group', group, { title: '', commits: ['feat: settings in one file (#7)', 'Stuff (#8)'], files: [] });
  assert.equal(bad.code, 1, bad.output);
  assert.equal(bad.step.outputs.errors, '1');
});

test('The result follows its published schema', async t => {
  const { step, output, work } = await check(t, 'pull_request', fork, { title: 'Fix: remember its size.', commits: ['wip'], files: ['src/a.ts'] });
  assert.equal(step.outputs['json-file'], 'release/check.json', output);
  const valid = new Ajv.default({ strict: false }).compile(JSON.parse(readFileSync(path.join(root, 'schema/check.schema.json'), 'utf8')));
  const written = JSON.parse(readFileSync(execFileSync('find', [work, '-name', 'check.json'], { encoding: 'utf8' }).split('\n')[0], 'utf8'));
  assert.ok(valid(written), JSON.stringify(valid.errors));
  assert.deepEqual([written.schema, written.source, written.correctedTitle], ['uv-release/check/1', 'pull-request', 'fix: remember its size']);
});
