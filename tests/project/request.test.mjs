// The template of release requests: a push opens a request, its merge is released and announced; of an application, and of a monorepo with three components.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { execute, jobs, releaseTree, root, temporaryFolder } from './checkout.mjs';
import { engines } from './engines.mjs';
import { startGitHub } from './github.mjs';

const github = await startGitHub();
after(() => github.close());
const [process_] = engines;
const tree = releaseTree();
let last = 0;

/** A repository that has copied the template, without builds. */
function team(files) {
  const name = `acme/request-${++last}`, folder = path.join(temporaryFolder(), 'app');
  const git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { encoding: 'utf8' }).trim();
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const commit = message => { git('add', '--all'); git('commit', '--quiet', '--message', message); return git('rev-parse', 'HEAD'); };
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  const template = readFileSync(path.join(root, 'action-templates/release-request.yml'), 'utf8');
  write('.github/workflows/release.yml', template.replace('$default-branch', 'main').replace('build: true', 'build: false'));
  for (const [file, text] of Object.entries(files)) write(file, text);
  return {
    git, write, commit, name,
    state: () => github.state(name),
    async push() {
      const { heads, tags } = await github.state(name);
      await github.set(name, { heads: { ...heads, main: git('rev-parse', 'HEAD') }, files: git('ls-tree', '-r', '--name-only', 'HEAD').split('\n') });
      const { code, output, report } = execute([
        '--repository', `${name}=${folder}`, '--repository', `org/uv-release=${tree}`, '--workflow', `${name}:.github/workflows/release.yml`, '--event', 'push',
        ...github.options, ...github.pages, ...process_.options(),
      ], github.environment);
      assert.equal(code, 0, output);
      for (const [tag, id] of Object.entries((await github.state(name)).tags)) if (!(tag in tags)) git('tag', '--force', tag, id);
      return Object.fromEntries(jobs(report.jobs).map(([id, job]) => [id, job.result]));
    },
    /** Squashes the open request, as the button does. */
    async merge() {
      const { pulls, commits, trees, heads } = await github.state(name), pull = pulls.find(one => one.state === 'open');
      for (const [file, { text }] of Object.entries(trees[commits[heads[pull.head.ref]].tree])) {
        if (text === null) rmSync(path.join(folder, file));
        else write(file, text);
      }
      Object.assign(pull, { state: 'closed', merged: true, merged_at: '2026-01-01T00:00:00Z', merge_commit_sha: commit(`${pull.title} (#${pull.number})\n\n${pull.body}`) });
      await github.set(name, { pulls });
    },
  };
}

const released = number => ({
  number, title: `Pull ${number}`, body: '', state: 'closed', merged: true, merged_at: '2026-01-01T00:00:00Z', labels: [],
  head: { ref: 'topic', label: 'acme:topic' }, base: { ref: 'main' },
});

test('An application: request, merge, release, announcement, and nothing after it', async () => {
  const app = team({ 'package.json': '{\n  "name": "sample-app",\n  "version": "1.1.0"\n}\n', '.github/uv-release.yml': 'announce:\n  labels: [released]\n' });
  app.commit('feat: an app');
  app.git('tag', 'v1.1.0');
  app.write('.changes/windows.md', '---\ntype: feat\n---\nSeveral windows, side by side\n');
  app.commit('feat: open several windows (#7)');
  await github.set(app.name, { pulls: [released(7)], tags: { 'v1.1.0': app.git('rev-parse', 'v1.1.0^{commit}') } });

  assert.deepEqual(await app.push(), { request: 'success', release: 'skipped', announce: 'skipped' });
  assert.deepEqual((await app.state()).pulls.filter(one => one.state === 'open').map(one => one.title), ['chore: release 1.2.0']);

  await app.merge();
  const results = await app.push();
  assert.deepEqual([results.request, results['release.build.notes'], results['release.tag'], results.announce], ['success', 'success', 'success', 'success']);
  const { tags, releases, comments, pulls } = await app.state();
  assert.equal(tags['v1.2.0'], app.git('rev-parse', 'HEAD'));
  assert.match(releases[0].body, /side by side/);
  assert.deepEqual(comments.map(one => one.issue), [7]);
  assert.match(comments[0].body, /- \[1\.2\.0\]\(.*\) on stable/);
  assert.deepEqual(pulls.find(one => one.number === 7).labels.map(one => one.name), ['released']);

  assert.deepEqual(await app.push(), { request: 'success', release: 'skipped', announce: 'skipped' });
  assert.equal((await app.state()).pulls.length, 2);
});

test('A monorepo: three components, each released once with notes of its own', async () => {
  const mono = team({
    'package.json': '{"name":"acme","private":true,"workspaces":["packages/*","apps/*"]}',
    'packages/core/package.json': '{"name":"core","version":"1.0.0"}',
    'apps/desktop/package.json': '{"name":"desktop","version":"2.0.0","dependencies":{"core":"^1.0.0"}}',
    'apps/site/package.json': '{"name":"site","version":"3.0.0"}',
    '.github/uv-release.yml': 'components:\n  core:\n    paths: [packages/core]\n  desktop:\n    paths: [apps/desktop]\n  site:\n    paths: [apps/site]\n',
  });
  mono.commit('feat: all of it');
  for (const tag of ['core-v1.0.0', 'desktop-v2.0.0', 'site-v3.0.0']) mono.git('tag', tag);
  const begin = mono.git('rev-parse', 'HEAD');
  mono.write('packages/core/search.js', 'search');
  mono.commit('feat: faster search (#7)');
  mono.write('apps/site/links.js', 'links');
  mono.commit('fix: links (#8)');
  await github.set(mono.name, { pulls: [released(7), released(8)], tags: { 'core-v1.0.0': begin, 'desktop-v2.0.0': begin, 'site-v3.0.0': begin } });

  await mono.push();
  await mono.merge();
  await mono.push();
  const { releases, comments } = await mono.state();
  assert.deepEqual(releases.map(one => one.tag_name).toSorted(), ['core-v1.1.0', 'desktop-v2.0.1', 'site-v3.0.1']);
  const notes = Object.fromEntries(releases.map(one => [one.tag_name, one.body]));
  assert.match(notes['core-v1.1.0'], /aster search/);
  assert.doesNotMatch(notes['site-v3.0.1'], /aster search/);
  assert.deepEqual(comments.map(one => [one.issue, /- \[(\S+)/.exec(one.body)[1]]).toSorted(), [[7, 'core'], [8, 'site']]);
});
