// How long a halt takes, from the start of the process until clients see it: a hundred buckets of four platforms in moto's S3 on loopback, against rclone copy of
// those feeds, four at a time each. Ours also reads each feed back as clients do. Needs root, and moto: tests/stores/servers.sh install moto
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeWorkspace, program } from '../../tests/auto-update/workspace.mjs';
import { startMoto } from '../../tests/stores/moto.mjs';

export const pairs = 7;
const parallelism = '4';
const legs = { linux: ['x64', 'arm64'], win: ['x64'], mac: ['x64'] };

export async function prepare() {
  const { url, stop } = await startMoto('bucket');
  const space = await makeWorkspace({ configuration: { 'fallback-feeds': true } }), copy = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  process.on('exit', () => {
    stop();
    for (const folder of [space.folder, copy]) rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(space.at('secret'), 'SKTEST');
  const place = {
    store: `s3://bucket/app?endpoint=${url}&region=us-east-1&path-style=true`, 'public-url': undefined, 'access-key-id': 'AKTEST', 'secret-access-key-file': 'secret',
  };
  for (const [version, rollout] of [['1.0.0', '100'], ['1.1.0', '10']]) await space.publish(version, 'canary', { build: legs, rollout, ...place });
  await space.server.close();

  const step = (action, more = {}) => ({
    program: program('promote'), cwd: space.folder, environment: { DOTNET_EnableDiagnostics: '0' },
    arguments: Object.entries({ action, channel: 'canary', ...place, ...more }).filter(([, value]) => value).map(([name, value]) => `--${name}=${value}`),
  });
  const remote = `:s3,provider=Other,access_key_id=AKTEST,secret_access_key=SKTEST,endpoint='${url}',region=us-east-1:bucket`;
  const rclone = (...args) => ({ program: 'rclone', arguments: ['--config', '', ...args] });
  const run = ({ program: name, arguments: args, cwd, environment }) =>
    execFileSync(name, args, { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] });
  run(rclone('copy', `${remote}/app/feeds/canary`, copy));
  const feeds = readdirSync(copy, { recursive: true }).filter(name => name.endsWith('.yml')).length;
  let halted = false;
  const ours = {
    ...step('halt', { reason: 'It loses data.' }),
    before() {
      if (halted) run(step('resume'));
      halted = true;
    },
  };
  const peer = { ...rclone('copy', '--transfers', parallelism, '--s3-no-check-bucket', copy, `${remote}/copy`), before: () => run(rclone('delete', `${remote}/copy`)) };
  return [{ name: `a halt of ${feeds} feeds in a bucket, against rclone copy of them`, ours, peer, goal: 1.5 }];
}
