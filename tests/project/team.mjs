// A team that copied a template: its repository, the store and GitHub that its releases go to, and how a push is released.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { skip as noStore, startMoto } from '../stores/moto.mjs';
import { execute, executeAndStop, releaseTree, temporaryFolder } from './checkout.mjs';
import { consumer, npmToken, startRegistry } from './consumer.mjs';
import { engines } from './engines.mjs';
import { startGitHub } from './github.mjs';

export { noStore };
export const storeKey = 'SKTEST/of+the=environment';
const [process_] = engines;

/** What stands for the servers of a team; it ends with `close`. */
export async function startServers() {
  const moto = noStore ? undefined : await startMoto('releases');
  const github = await startGitHub(), registry = await startRegistry(), tree = releaseTree();
  return { moto, github, registry, tree, teams: 0, close: () => { moto?.stop(); github.close(); registry.close(); } };
}

/**
 * A team's repository, and how a push to it is released.
 * @param {Awaited<ReturnType<typeof startServers>>} servers
 * @param {Record<string, string>} inputs what the team writes into the template's `with`
 * @param {{engine?: object, event?: string, channel?: string, environments?: Record<string, object>, more?: string[], legs?: string[], template?: string}} options
 *   environments: secrets of environments beside those of the store; more: options of the executor
 */
export async function makeTeam(servers, inputs = {}, { engine = process_, event = 'push', channel = 'stable', environments = {}, more: always = [], ...options } = {}) {
  const { moto, github, registry, tree } = servers, number = ++servers.teams, name = `acme/app-${number}`, prefix = `app-${number}`;
  const repository = consumer(registry, {
    store: `s3://releases/${prefix}?endpoint=${moto?.url}&path-style=true`, 'access-key-id': 'AKTEST', 'plan-access-key-id': 'AKPLAN', ...inputs,
  }, { inImage: engine !== process_, ...options });
  const folder = temporaryFolder(), opened = { STORE_SECRET_ACCESS_KEY: storeKey, SYMBOLS_SECRET_ACCESS_KEY: storeKey };
  const secrets = Object.entries({ [`${channel}-plan`]: opened, [channel]: opened, symbols: opened, ...environments }).flatMap(([environment, values]) => {
    writeFileSync(path.join(folder, `${environment}.json`), JSON.stringify(values));
    return ['--environment-secrets-file', `${environment}=${path.join(folder, `${environment}.json`)}`];
  });
  await github.set(name, { environments: { [channel]: {} } });
  const environment = { WORKFLOW_SECRETS: JSON.stringify({ ...JSON.parse(github.environment.WORKFLOW_SECRETS), NPM_TOKEN: npmToken }) };
  const given = (approve, more) => [
    '--repository', `${name}=${repository.folder}`, '--repository', `org/uv-release=${tree}`, '--workflow', `${name}:.github/workflows/release.yml`, '--event', event,
    ...secrets, '--approve', `${channel}=${approve}`, ...github.options, ...github.pages, ...engine.options(), ...always, ...more,
  ];
  const feeds = `${moto?.url}/releases/${prefix}/feeds/${channel}`;
  return {
    ...repository, name, prefix, feeds,
    release: ({ approve = 'yes', more = [] } = {}) => execute(given(approve, more), environment),
    releaseUntil: line => executeAndStop(given('yes', []), environment, line),
    // What GitHub does with the tags that it makes: they are in the repository.
    fetchTags: async () => {
      for (const [tag, commit] of Object.entries((await github.state(name)).tags)) repository.git('tag', '--force', tag, commit);
    },
    feed: async () => {
      const answer = await fetch(`${feeds}/latest-mac.yml`);
      return answer.ok ? /^version: "?([^"\n]+)"?$/m.exec(await answer.text())[1] : undefined;
    },
    state: () => github.state(name),
  };
}
