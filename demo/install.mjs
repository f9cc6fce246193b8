// A portable archive on somebody's machine: installed into a clean home by the script that travels in it, run by its name, updated, taken back, removed.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const configuration = `portable:
  name: sample-app
  binaries:
    - { path: build/sample, to: bin/sample }
  install:
    title: Sample App
`;

export async function install({ say, work, engine }) {
  const folder = path.join(work, 'workspace'), home = path.join(work, 'home');
  mkdirSync(path.join(folder, '.github'), { recursive: true });
  mkdirSync(path.join(folder, 'build'), { recursive: true });
  mkdirSync(home);
  writeFileSync(path.join(folder, 'notes.txt'), 'The notes of this version.\n');
  writeFileSync(path.join(folder, '.github/uv-release.yml'), configuration);
  const run = (program, ...words) => execFileSync(program, words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, HOME: home, DOTNET_ROOT: process.env.DOTNET_ROOT ?? '' } }).trim();
  const pack = version => {
    run('gcc', '-DNAME="sample"', `-DVERSION="${version}"`, '-DBROKEN=0', path.join(root, 'tests/portable-app/app.c'), '-o', 'build/sample');
    chmodSync(path.join(folder, 'build/sample'), 0o755);
    run(path.join(engine.binaries, 'package-portable'), '--kind', 'desktop', '--version', version, '--platform', 'linux', '--arch', 'x64', '--commit', '1'.repeat(40),
      '--release-folder', version, '--notes-file', 'notes.txt');
    run('unzip', '-q', `${version}/sample-app-desktop-${version}-linux-x64.zip`, '-d', path.join(work, version));
    return (...words) => run('sh', path.join(work, version, 'install.sh'), ...words).split('\n').forEach(line => say.line(`    ${line.replaceAll(work, '…')}`));
  };
  const byName = () => say.line(`    $ sample --version: ${run('sh', '-lc', 'sample --version')}`);

  say.stage('Two versions of an app in portable archives, each with its installer');
  const [first, second] = ['1.4.0', '1.5.0'].map(pack);
  say.stage('Installed into a clean home, checked by its probes, and run by its name');
  first('install');
  byName();
  say.stage('Updated by a rename; the version before is kept');
  second('update');
  byName();
  say.stage('Taken back');
  second('rollback');
  byName();
  say.stage('Removed: nothing is left in the home');
  first('uninstall');
  const left = readdirSync(home);
  if (left.length) throw new Error(`The uninstall left ${left.join(', ')}.`);
  say.line('    the home is empty');
}
