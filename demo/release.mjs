// The main chapter: two pushes to main become two releases, and an installed app brings itself up to the second.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { download, update } from './installed.mjs';
import { makeProject } from './project.mjs';

const root = path.resolve(import.meta.dirname, '..');
const linux = [{ platform: 'linux', arch: 'x64' }];
const all = [...linux, { platform: 'win', arch: 'x64' }, { platform: 'mac', arch: 'universal' }];

export async function release({ say, work, engine }) {
  const project = await makeProject({ say, work, engine }, publicUrl => `publish:\n  app: sample-app\n  public-url: ${publicUrl}\n  direct: [stable]\n`);
  const { bucket, repository } = project, shown = path.relative(root, work);
  try {
    say.stage('A team copies one workflow, names its store, and pushes to main');
    repository.workflow('release', { legs: linux });
    repository.commit('ci: release on every push');
    await project.run('release', { event: 'push' });
    say.stage('Somebody installs it');
    const installed = await download(`${bucket.url}/feeds/stable`, path.join(work, 'Sample App.AppImage'));
    say.line(`The AppImage that the feed offers says: ${installed.says}`);
    say.stage('It pushes again: a fix, and packages for Windows and macOS');
    repository.workflow('release', { legs: all });
    repository.commit('feat: packages for Windows and macOS');
    await project.run('release', { event: 'push' });
    say.stage('The installed app updates itself');
    const { asked, results } = await update(installed, path.join(work, 'clients'));
    say.line(`It asks where its own app-update.yml says: ${asked}`);
    for (const { client, after, loaded } of results) say.line(`${client}: ${installed.says} → ${after}, ${loaded}`);
    writeFileSync(path.join(work, 'board.html'), await (await fetch(`${bucket.url}/feeds/index.html`)).text());
    cpSync(path.join(work, 'run-2/artifacts'), path.join(work, 'artifacts'), { recursive: true });
    say.stage('What there is to look at');
    say.line(`${shown}/sample-app/.github/workflows/release.yml   the workflow, a copy of action-templates/release.yml`);
    say.line(`${shown}/artifacts/   notes, packages and their fragments, as the jobs handed them on`);
    say.line(`${shown}/board.html   the release board`);
    say.line(`${shown}/run-1.log, run-2.log   what GitHub's page of each run would show`);
  } finally {
    project.close();
  }
}
