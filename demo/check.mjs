// What pull requests are told: the check of changelog conventions, on the commits since the last release, some of which are not as they should be.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { team } from './team.mjs';

export async function check({ say, work, engine: { binaries } }) {
  mkdirSync(work, { recursive: true });
  const { folder } = team(path.join(work, 'sample-app'), { configuration: 'publish:\n  app: sample-app\n' });
  say.stage('What the check of pull requests says of the commits since v1.1.0');
  const { status, stdout, stderr } = spawnSync(path.join(binaries, 'check-changelog'), ['--from', 'v1.1.0', '--to', 'HEAD', '--messages', 'commits', '--fail-on', 'never'],
    { cwd: folder, encoding: 'utf8' });
  writeFileSync(path.join(work, 'check.log'), stdout + stderr);
  if (status !== 0) throw new Error(`check-changelog ended with ${status}; its log is ${work}/check.log.`);
  for (const line of (stdout + stderr).split('\n')) if (/^(error|warning|notice): |findings?|commits? /.test(line)) say.line(line);
}
