// Judge of snapshots: one scene by WebGL, drawn by SwiftShader and by Mesa's llvmpipe in a real browser, compared by the real program.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program } from '../auto-update/workspace.mjs';
import { chromium } from '../board/browser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mesa = ['x86_64', 'aarch64'].some(one => fs.existsSync(`/usr/lib/${one}-linux-gnu/dri/swrast_dri.so`) && fs.existsSync(`/usr/lib/${one}-linux-gnu/libEGL_mesa.so.0`));
const skip = !chromium ? 'no Chromium. Install it: apt-get install chromium-headless-shell'
  : !mesa ? "no llvmpipe. Install it: apt-get install libegl-mesa0 libegl1 libgl1-mesa-dri" : false;
const arch = process.arch, folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-regression-'));
const at = (...parts) => path.join(folder, ...parts);
after(() => fs.rmSync(folder, { recursive: true, force: true }));

fs.mkdirSync(at('.github'));
fs.cpSync(path.join(root, 'tests/regression/goldens'), at('goldens'), { recursive: true });
fs.writeFileSync(at('catalogue.json'), JSON.stringify({ schema: 'uv-release/regression-catalogue/1', fixtures: [], acceptance: [] }));
const scenario = (id, more = {}) => ({
  id, summary: `It is drawn ${id}.`, category: 'runtime', profiles: [id], subsystems: ['scene'],
  run: ['node', path.join(root, 'tests/regression/scene.mjs'), id], 'timeout-seconds': 60,
  snapshots: [{ id: 'scene', golden: 'goldens/scene.png', threshold: 0.05, share: '0.5%' }], ...more,
});
const kinds = ['steady', 'changed', 'random'];
fs.writeFileSync(at('.github/uv-regression.yml'), JSON.stringify({
  app: 'sample-app', catalogue: 'catalogue.json',
  profiles: kinds.map(id => ({ id, summary: id, subsystems: ['scene'], chaos: 0 })),
  subsystems: [{ id: 'scene', summary: 'What is drawn.' }],
  devices: [
    { id: 'swiftshader', os: 'linux', arch, driver: 'SwiftShader', profiles: kinds },
    { id: 'llvmpipe', os: 'linux', arch, driver: 'llvmpipe', profiles: ['steady'] },
  ],
  scenarios: [scenario('steady'), scenario('changed'), scenario('random', { retries: 1 })],
}));

function regression(command, profile, device) {
  const { status, stdout, stderr } = spawnSync(program('regression'), [
    '--command', command, '--profile', profile, ...(device ? ['--device', device] : []), '--report-folder', `reports-${profile}`,
    '--commit', 'a'.repeat(40), '--repository', 'acme/sample-app', '--version', '1.2.0', '--release-digest', 'b'.repeat(64),
  ], { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder, DOTNET_ROOT: process.env.DOTNET_ROOT ?? '' } });
  const place = at(`reports-${profile}`, `${profile}-${device}`);
  return { status, stdout, stderr, place, report: device && JSON.parse(fs.readFileSync(path.join(place, 'regression-run.json'), 'utf8')) };
}

test('two drivers draw one picture within the window, and are two rows of one evidence', { skip }, t => {
  for (const device of ['swiftshader', 'llvmpipe']) {
    const { status, stderr, report } = regression('run', 'steady', device);
    assert.equal(status, 0, stderr);
    const [{ excerpt, snapshots: [drawn] }] = report.scenarios[0].attempts;
    t.diagnostic(`${excerpt}: ${drawn.differing} of ${drawn.pixels} pixels differ`);
    assert.equal(drawn.pixels, 256 * 192);
    if (device === 'swiftshader') {
      const alone = regression('merge', 'steady');
      assert.equal(alone.status, 1);
      assert.match(alone.stderr, /There is no report of the device llvmpipe\./u);
    }
  }
  const merged = regression('merge', 'steady');
  assert.equal(merged.status, 0, merged.stderr);
  const evidence = JSON.parse(fs.readFileSync(at('.github/evidence/regression.json'), 'utf8'));
  assert.deepEqual(evidence.devices.covered, ['llvmpipe', 'swiftshader']);
});

test('a changed shader is outside of the window, and the difference is drawn', { skip }, () => {
  const { status, stderr, report, place } = regression('run', 'changed', 'swiftshader');
  assert.equal(status, 1);
  assert.match(stderr, /The picture 'scene' differs from goldens\/scene\.png in \d+ of 49152 pixels/u);
  const [{ snapshots: [drawn] }] = report.scenarios[0].attempts;
  assert.equal(fs.readFileSync(path.join(place, drawn.difference)).subarray(1, 4).toString(), 'PNG');
});

test('a scene that is random on purpose is flaky, which does not pass', { skip }, () => {
  const { status, stdout, report } = regression('run', 'random', 'swiftshader');
  assert.equal(status, 0);
  assert.match(stdout, /^outcome=flaky$/mu);
  assert.deepEqual(report.scenarios.map(one => [one.status, one.attempts.length]), [['flaky', 2]]);
  const merged = regression('merge', 'random');
  assert.equal(merged.status, 1);
  assert.match(merged.stderr, /random on swiftshader is flaky/u);
});
