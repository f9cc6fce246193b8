// The main chapter: two pushes to main become two releases, and an installed app brings itself up to the second.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { sharedKey, startAzurite } from '../tests/stores/azurite.mjs';
import { download, update } from './installed.mjs';
import { push } from './push.mjs';
import { gitHub } from './services.mjs';
import { team } from './team.mjs';

const root = path.resolve(import.meta.dirname, '..'), app = 'acme/sample-app';
const linux = [{ platform: 'linux', arch: 'x64' }];
const all = [...linux, { platform: 'win', arch: 'x64' }, { platform: 'mac', arch: 'universal' }];

export async function release({ say, work, engine }) {
  mkdirSync(work, { recursive: true });
  const bucket = await startAzurite('releases'), github = await gitHub(app);
  const repository = team(path.join(work, 'sample-app'), { store: bucket.store, publicUrl: bucket.url });
  let runs = 0;
  const release = async () => {
    await github.set({ heads: { main: repository.git('rev-parse', 'HEAD') } });
    const report = await push(say, {
      workflow: `${app}:.github/workflows/release.yml`, repositories: { [app]: repository.folder, 'org/uv-release': root }, work: path.join(work, `run-${++runs}`),
      secrets: { STORE_AZURE_SHARED_KEY: sharedKey, GITHUB_TOKEN: github.token }, ...github.options, runId: String(runs), ...engine,
    });
    if (report.conclusion !== 'success') throw new Error(`The run ended with ${report.conclusion}; its log is ${work}/run-${runs}.log.`);
    // What GitHub made, everybody who fetches gets.
    for (const [tag, commit] of Object.entries((await github.state()).tags)) repository.git('tag', '--force', tag, commit);
    return report;
  };
  try {
    say.stage('A team copies one workflow, names its store, and pushes to main');
    repository.workflow(linux);
    repository.commit('ci: release on every push');
    await release();
    say.stage('Somebody installs it');
    const installed = await download(`${bucket.url}/feeds/stable`, path.join(work, 'Sample App.AppImage'));
    say.line(`The AppImage that the feed offers says: ${installed.says}`);
    say.stage('It pushes again: a fix, and packages for Windows and macOS');
    repository.workflow(all);
    repository.commit('feat: packages for Windows and macOS');
    await release();
    say.stage('The installed app updates itself');
    const { asked, results } = await update(installed, path.join(work, 'clients'));
    say.line(`It asks where its own app-update.yml says: ${asked}`);
    for (const { client, after, loaded } of results) say.line(`${client}: ${installed.says} → ${after}, ${loaded}`);
  } finally {
    github.stop();
    bucket.stop();
  }
}
