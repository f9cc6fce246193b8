// The program of Windows, as a release publishes it, in Debian's wine: scenarios, a picture, a time-out, what no program can be started for. Slow tier: it is built first.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wine = spawnSync('wine', ['--version'], { stdio: 'ignore' }).status === 0;
const skip = process.env.UV_RELEASE_SLOW !== '1' ? 'slow tier (UV_RELEASE_SLOW=1)' : !wine ? 'no wine. Install it: apt-get install wine wine64' : false;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-regression-')), at = (...parts) => path.join(folder, ...parts);
after(() => fs.rmSync(folder, { recursive: true, force: true }));

test('the program of Windows runs scenarios, compares a picture, and ends what takes too long', { skip }, () => {
  execFileSync(path.join(root, 'tools/regression-programs.sh'), [folder, 'win-x64'], { stdio: 'inherit' });
  fs.mkdirSync(at('program'));
  execFileSync('tar', ['-xzf', at('regression-win-x64.tar.gz'), '-C', at('program')]);
  for (const name of ['.github', 'goldens']) fs.mkdirSync(at(name));
  fs.copyFileSync(path.join(root, 'tests/regression/goldens/scene.png'), at('goldens/scene.png'));
  fs.writeFileSync(at('catalogue.json'), JSON.stringify({ schema: 'uv-release/regression-catalogue/1', fixtures: [], acceptance: [] }));
  const scenario = (id, run, more = {}) => ({ id, summary: id, category: 'runtime', profiles: ['fast'], subsystems: ['editor'], run, 'timeout-seconds': 30, ...more });
  fs.writeFileSync(at('.github/uv-regression.yml'), JSON.stringify({
    app: 'sample-app', catalogue: 'catalogue.json', profiles: [{ id: 'fast', summary: 'fast', subsystems: ['editor'], chaos: 0 }],
    subsystems: [{ id: 'editor', summary: 'editor' }], devices: [{ id: 'wine', os: 'win', arch: 'x64', driver: 'none', profiles: ['fast'] }],
    scenarios: [
      scenario('says', ['cmd', '/c', 'echo %UV_SEED% %UV_DEVICE%']),
      scenario('draws', ['cmd', '/c', 'copy goldens\\scene.png %UV_OUTPUT%\\scene.png'], { snapshots: [{ id: 'scene', golden: 'goldens/scene.png', threshold: 0, share: '0%' }] }),
      scenario('again', ['cmd', '/c', 'if %UV_ATTEMPT%==1 exit 3'], { retries: 1 }),
      scenario('hangs', ['cmd', '/c', 'cmd /c ping -n 1000 127.0.0.1'], { 'timeout-seconds': 2 }),
      scenario('no-program', ['npm', 'test']),
    ],
  }));
  const { status, stderr } = spawnSync('wine', [at('program/regression.exe'), '--command', 'run', '--profile', 'fast', '--device', 'wine', '--seed', '7', '--commit', 'a'.repeat(40), '--repository', 'acme/sample-app'], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, WINEPREFIX: at('prefix'), WINEDEBUG: '-all' }, timeout: 300_000,
  });
  assert.equal(status, 1, stderr);
  const place = at('regression/fast-wine'), report = JSON.parse(fs.readFileSync(path.join(place, 'regression-run.json'), 'utf8'));
  assert.equal(report.os, 'win');
  assert.deepEqual(report.scenarios.map(one => [one.id, one.status]), [['says', 'passed'], ['draws', 'passed'], ['again', 'flaky'], ['hangs', 'failed'], ['no-program', 'failed']]);
  assert.equal(report.scenarios[0].attempts[0].excerpt.trim(), '7 wine');
  assert.deepEqual(report.scenarios[1].attempts[0].snapshots.map(one => [one.pixels, one.differing]), [[256 * 192, 0]]);
  assert.ok(report.scenarios[3].attempts[0].timedOut);
  const left = fs.readdirSync('/proc').filter(id => /^\d+$/u.test(id)).filter(id => { try { return fs.readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('-n\u00001000'); } catch { return false; } });
  assert.deepEqual(left, []);
});
