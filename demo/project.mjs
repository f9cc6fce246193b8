// A team's project with all that it has elsewhere: its repository, a store that clients can read, GitHub. Its workflows run as GitHub would run them.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { sharedKey, startAzurite } from '../tests/stores/azurite.mjs';
import { push } from './push.mjs';
import { gitHub } from './services.mjs';
import { team } from './team.mjs';

const root = path.resolve(import.meta.dirname, '..'), app = 'acme/sample-app';

/**
 * Makes the project; what it started ends with `close`.
 * @param {{say: import('./say.mjs').Say, work: string, engine: object}} demo
 * @param {(publicUrl: string) => string} configuration .github/uv-release.yml
 * @param {Record<string, {secrets: Record<string, string>}>} more environments beside those of releases
 */
export async function makeProject({ say, work, engine }, configuration, more = {}) {
  mkdirSync(work, { recursive: true });
  const bucket = await startAzurite('releases'), github = await gitHub(app);
  const repository = team(path.join(work, 'sample-app'), { store: bucket.store, publicUrl: bucket.url, configuration: configuration(bucket.url) });
  const writes = { secrets: { STORE_AZURE_SHARED_KEY: sharedKey } }, reads = { secrets: { STORE_AZURE_SAS: bucket.reader } };
  const environments = { canary: writes, beta: writes, stable: writes, guard: writes, 'beta-plan': reads, 'stable-plan': reads, ...more };
  let runs = 0;
  return {
    bucket, github, repository,
    /** Runs a workflow; an end that was not expected ends the demo. What GitHub knows of the run beforehand is in `facts`. */
    async run(workflow, { conclusion = 'success', facts = {}, hoursLater = 0, ...options } = {}) {
      const id = String(++runs), folder = path.join(work, `run-${id}`);
      await github.set({ heads: { main: repository.git('rev-parse', 'HEAD') }, ...(typeof facts === 'function' ? facts(id) : facts) });
      const clock = hoursLater ? { LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1', FAKETIME: `+${hoursLater}h` } : {};
      Object.assign(process.env, clock);
      const report = await push(say, {
        event: 'workflow_dispatch',
        workflow: `${app}:.github/workflows/${workflow}.yml`, repositories: { [app]: repository.folder, 'org/uv-release': root }, work: folder,
        secrets: { GITHUB_TOKEN: github.token }, environments, ...github.options, runId: id, ...engine, ...options,
        passEnvironment: [...(options.passEnvironment ?? []), ...Object.keys(clock)],
      }).finally(() => Object.keys(clock).forEach(name => delete process.env[name]));
      if (report.conclusion !== conclusion) throw new Error(`The run ended with ${report.conclusion}; its log is ${folder}.log.`);
      // What GitHub made, everybody who fetches gets.
      for (const [tag, commit] of Object.entries((await github.state()).tags)) repository.git('tag', '--force', tag, commit);
      return report;
    },
    close() {
      github.stop();
      bucket.stop();
    },
  };
}
