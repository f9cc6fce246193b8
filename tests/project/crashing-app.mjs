// An app whose bundle crashes: what its repository holds, and how its user's crash comes back with names, from what the release's user got.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { app as programs, root, temporaryFolder } from './checkout.mjs';

const esbuild = path.join(root, 'tests/UvRelease.Tests/Crashes/SourceMaps/judges/node_modules/esbuild');
export const noBundler = existsSync(esbuild) ? false : 'esbuild is missing: run npm ci in tests/UvRelease.Tests/Crashes/SourceMaps/judges';

/** Lets a team's repository build a bundle with a source map. */
export function addBundle(team) {
  team.write('app/code/prices.ts', 'export function priceOf(item: { price(): number }): number {\n  return item.price();\n}\n');
  team.write('app/code/checkout.ts', 'import { priceOf } from "./prices";\n\nexport function checkout(items: any[]): number {\n  return items.map(item => priceOf(item))[0]!;\n}\n');
  team.write('app/build.cjs', `require(${JSON.stringify(esbuild)}).buildSync({ entryPoints: ['code/checkout.ts'], bundle: true, minify: true, platform: 'node', format: 'cjs', `
    + 'sourcemap: true, outfile: \'src/dist/bundle.js\' });\n');
  team.write('.github/uv-release.yml', 'publish: { app: sample-app, direct: [stable] }\nelectron:\n  targets: { mac: [zip] }\n  source-maps: move\n');
}

/** Crashes the released bundle under the client template, and reads what the intake stored with the symbols of the release. */
export async function crashOf(zip, { intakeStore, symbolStore, secret }) {
  const folder = temporaryFolder(), key = ['--access-key-id', 'AKTEST', '--secret-access-key-file', 'secret'];
  writeFileSync(path.join(folder, 'secret'), secret);
  execFileSync('unzip', ['-q', zip, '-d', path.join(folder, 'app')]);
  const files = execFileSync('find', [path.join(folder, 'app'), '-path', '*/src/dist/*'], { encoding: 'utf8' }).trim().split('\n');
  assert.deepEqual(files.map(file => path.basename(file)), ['bundle.js']); // and no map
  const intake = spawn(path.join(programs, 'crash-intake'), ['--listen', '127.0.0.1:0', '--store', intakeStore, ...key], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  for await (const chunk of intake.stderr.setEncoding('utf8')) if (/Listening at \S+[0-9]\. /.test((text += chunk))) break;
  const client = `
    const { createCrashReporting } = require(${JSON.stringify(path.join(root, 'action-templates/electron-app/crash-reporter.js'))});
    const crashes = createCrashReporting({ crashReporter: { start() {}, setUploadToServer() {}, addExtraParameter() {} }, app: 'sample-app', version: '0.1.0',
      channel: 'stable', submitURL: ${JSON.stringify(`${/http:\/\/\S+[0-9](?=\.)/.exec(text)[0]}/upload`)}, userData: 'data', pings: false });
    crashes.setConsent({ collecting: true, uploading: true });
    try { require(${JSON.stringify(files[0])}).checkout([{}]); } catch (error) { crashes.report(error); }
    crashes.flush();`;
  try {
    execFileSync(process.execPath, ['-e', client], { cwd: folder });
  } finally {
    await new Promise(done => intake.once('exit', done).kill('SIGTERM'));
  }
  execFileSync(path.join(programs, 'symbolicate'), ['--intake-store', intakeStore, '--app', 'sample-app', '--crashes', 'crashes', '--store', symbolStore, ...key],
    { cwd: folder, stdio: 'pipe' });
  const report = execFileSync('find', [path.join(folder, 'release/crashes'), '-name', '*.report.json'], { encoding: 'utf8' }).trim();
  return JSON.parse(readFileSync(report, 'utf8')).threads[0].frames;
}
