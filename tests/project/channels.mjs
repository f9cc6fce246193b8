// An application with a release on canary, the workflows that it copied from our templates, and what GitHub says of its repository; its store is a real S3 server.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startMoto } from '../stores/moto.mjs';
import { app, execute, jobs, root, temporaryFolder } from './checkout.mjs';
import { engines } from './engines.mjs';
import { startGitHub } from './github.mjs';

export const secret = 'SKTEST/of+the=environment';
const [engine] = engines;
const hour = 3_600_000;

/** The servers; they end with `close`. */
export async function startServers() {
  const moto = await startMoto('releases'), github = await startGitHub();
  const read = async name => {
    const answer = await fetch(`${moto.url}/releases/${name}`);
    return answer.ok ? answer.text() : undefined;
  };
  return { moto, github, read, close: () => { moto.stop(); github.close(); } };
}

/**
 * Makes the application.
 * @param {Awaited<ReturnType<typeof startServers>>} servers
 * @param {string} prefix of its store, and its name
 * @param {{promote: string, reviews?: object[]}} settings section promote of its configuration, and who approved its runs
 */
export async function application({ moto, github }, prefix, { promote, reviews = [] }) {
  const folder = path.join(temporaryFolder(), 'sample-app'), store = `s3://releases/${prefix}?endpoint=${moto.url}&path-style=true`, name = `acme/${prefix}`;
  const write = (file, content) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  write('.github/uv-release.yml', `publish: { app: sample-app }\npromote: ${promote}\n`);
  for (const template of ['promote', 'guard', 'halt']) write(`.github/workflows/${template}.yml`, filled(template, store));
  const publish = (channel, version) => {
    fragment(write, version);
    write('secret', secret);
    // Counts end two hours before they are looked at, and say nothing of a release that came later.
    execFileSync('faketime', ['-f', '-1d', path.join(app, 'publish-channel'), '--channel', channel, '--store', store, '--access-key-id', 'AKTEST', '--secret-access-key-file', 'secret'], { cwd: folder, stdio: 'pipe' });
    for (const one of ['release', 'secret']) rmSync(path.join(folder, one), { recursive: true });
  };
  publish('canary', '1.0.0');
  const secrets = path.join(temporaryFolder(), 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ STORE_SECRET_ACCESS_KEY: secret }));
  await github.set(name, { environments: { beta: {} }, runs: { 1: { actor: { id: 1, login: 'octocat' } } }, reviews: { 1: reviews } });
  const open = ['beta-plan', 'beta', 'beta-halt', 'canary-halt', 'guard'].flatMap(one => ['--environment-secrets-file', `${one}=${secrets}`]);
  return {
    publish, write,
    /** Makes the folder a git repository, so that a checkout is one. */
    commit() {
      const git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], { stdio: 'pipe' });
      git('init', '--quiet', '--initial-branch', 'main');
      git('add', '--all');
      git('commit', '--quiet', '--message', 'all');
    },
    /** What the crash intake counted of a channel's releases until three hours ago: devices, and those of them that crashed. */
    count(channel, releases) {
      const at = hours => new Date(Date.now() - hours * hour).toISOString();
      write(`.github/health/${channel}.json`, JSON.stringify({
        schema: 'uv-release/health/1', app: 'sample-app', channel, source: 'the crash intake', producedAt: at(0), until: at(3), devices: null,
        releases: Object.entries(releases).map(([version, [devices, crashedDevices]]) => ({
          version, devices, crashedDevices, startupCrashedDevices: 0, deviceHours: null, updateAttempts: null, updateFailures: null, intervals: [],
        })),
      }));
    },
    /** Runs one of the workflows. */
    run(workflow, inputs, { approve = 'yes', tree = root } = {}) {
      const done = execute([
        '--repository', `${name}=${folder}`, '--repository', `org/uv-release=${tree}`, '--workflow', `${name}:.github/workflows/${workflow}.yml`,
        '--event', 'workflow_dispatch', '--inputs', JSON.stringify(inputs), ...open, '--approve', `beta=${approve}`, ...github.options, ...engine.options(),
      ], github.environment);
      return { ...done, results: Object.fromEntries(jobs(done.report.jobs).map(([id, job]) => [id.replace(`${workflow}.`, ''), job.result])) };
    },
  };
}

/** A template as a team fills it in that has keys instead of roles. */
function filled(name, store) {
  const text = readFileSync(path.join(root, `action-templates/${name}.yml`), 'utf8').replace(/store: .*/, `store: ${store}`).replace(/ +public-url: .*\n/, '');
  const named = 'STORE_SECRET_ACCESS_KEY: ${{ secrets.STORE_SECRET_ACCESS_KEY }}';
  return text.includes('uses: org/uv-release/.github/')
    ? `${text.replace(/plan-aws-role: .*/, 'plan-access-key-id: AKPLAN').replace(/aws-role: .*/, 'access-key-id: AKTEST')}    secrets:\n      ${named}\n`
    : text.replace(/^( +)aws-role: .*/m, `$1access-key-id: AKTEST\n$1${named.replace('STORE_SECRET_ACCESS_KEY', 'secret-access-key')}`);
}

function fragment(write, version) {
  const bytes = Buffer.from(`an AppImage of ${version}\n`), hash = (name, form) => createHash(name).update(bytes).digest(form);
  const artifact = {
    kind: 'installer', path: `linux-x64/sample-app-${version}-linux-x64.AppImage`, platform: 'linux', arch: 'x64',
    size: bytes.length, sha256: hash('sha256', 'hex'), sha512: hash('sha512', 'base64'), blockmap: null,
  };
  write(`release/${artifact.path}`, bytes);
  write('release/release.linux-x64.json', JSON.stringify({
    schema: 'uv-release/fragment/1', version, commit: '0123456789abcdef0123456789abcdef01234567', platform: 'linux', arch: 'x64',
    artifacts: [artifact], toolVersions: { electron: null, electronBuilder: null },
  }));
}
