// A team that decides by a pull request: a push opens the release request, its merge is released, and who contributed is told.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { push } from './push.mjs';
import { gitHub } from './services.mjs';
import { team } from './team.mjs';

const root = path.resolve(import.meta.dirname, '..'), app = 'acme/sample-app';

export async function request({ say, work, engine }) {
  mkdirSync(work, { recursive: true });
  const github = await gitHub(app), repository = team(path.join(work, 'sample-app'), { configuration: 'announce:\n  labels: [released]\n' });
  let runs = 0;
  const run = async () => {
    const { heads } = await github.state(), files = repository.git('ls-tree', '-r', '--name-only', 'HEAD').split('\n');
    await github.set({ heads: { ...heads, main: repository.git('rev-parse', 'HEAD') }, files });
    const folder = path.join(work, `run-${++runs}`);
    const report = await push(say, {
      workflow: `${app}:.github/workflows/release-request.yml`, repositories: { [app]: repository.folder, 'org/uv-release': root }, work: folder,
      secrets: { GITHUB_TOKEN: github.token }, ...github.options, runId: String(runs), ...engine,
    });
    if (report.conclusion !== 'success') throw new Error(`The run ended with ${report.conclusion}; its log is ${folder}.log.`);
  };
  try {
    // The folders of actions have other names in the sources than in a release.
    const template = readFileSync(path.join(root, 'action-templates/release-request.yml'), 'utf8').replace('$default-branch', 'main')
      .replace('build: true', 'build: false').replace(/org\/uv-release\/(release-request|announce)@/g, 'org/uv-release/actions/$1@');
    repository.write('.github/workflows/release-request.yml', template);
    repository.commit('feat: zoom with the mouse wheel (#41)');
    const tags = Object.fromEntries(repository.git('tag').split('\n').filter(Boolean).map(tag => [tag, repository.git('rev-parse', `${tag}^{commit}`)]));
    await github.set({
      tags, pulls: [{ number: 41, title: 'Zoom', body: '', state: 'closed', merged: true, merged_at: '2025-01-02T00:00:00Z', labels: [], head: { ref: 'zoom', label: 'acme:zoom' }, base: { ref: 'main' } }],
    });
    say.stage('A push to main opens a release request');
    await run();
    const { pulls, commits, trees, heads } = await github.state(), pull = pulls.find(one => one.state === 'open');
    say.line(`Pull request ${pull.number}: ${pull.title}`);
    for (const line of pull.body.split('\n').filter(one => one.startsWith('| ')).slice(0, 3)) say.line(line);
    const changed = Object.entries(trees[commits[heads[pull.head.ref]].tree]);
    say.line(`It changes ${changed.map(([file]) => file).join(', ')}`);

    say.stage('Merging it releases, and tells who contributed');
    for (const [file, { text }] of changed) {
      if (text === null) rmSync(path.join(repository.folder, file));
      else writeFileSync(path.join(repository.folder, file), text);
    }
    repository.commit(`${pull.title} (#${pull.number})`);
    Object.assign(pull, { state: 'closed', merged: true, merged_at: '2025-01-03T00:00:00Z', merge_commit_sha: repository.git('rev-parse', 'HEAD') });
    await github.set({ pulls });
    await run();
    const { releases, comments } = await github.state();
    say.line(`GitHub has the release ${releases[0].tag_name}`);
    for (const { issue, body } of comments) say.line(`On ${issue}: ${body.trim().split('\n').slice(1).join(' ')}`);
  } finally {
    github.stop();
  }
}
