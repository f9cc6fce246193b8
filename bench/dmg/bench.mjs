// What a disk image of an app costs: whole processes, both cores against one, on a tree of about 250 MB that looks like an Electron app; and, for what it is
// worth, zlib's own program of the same level over the same bytes.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 3;

/** @param {{root: string, bench: string}} folders */
export function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const program = path.join(folder, 'make-image'), tree = path.join(folder, 'sample-app');
  execFileSync('dotnet', ['publish', path.join(bench, 'dmg/make-image'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  mkdirSync(tree);
  cpSync(realpathSync(process.execPath), path.join(tree, 'sample-app'));
  const dotnet = path.dirname(realpathSync(execFileSync('sh', ['-c', 'command -v dotnet'], { encoding: 'utf8' }).trim()));
  cpSync(path.join(dotnet, 'shared'), path.join(tree, 'libraries'), { recursive: true });
  cpSync(path.join(root, 'tests/workflows/node_modules'), path.join(tree, 'resources'), { recursive: true, verbatimSymlinks: true });

  const environment = { DOTNET_EnableDiagnostics: '0' };
  const ours = cores => ({ program: path.join(program, 'make-image'), arguments: [tree, path.join(folder, `${cores}.dmg`), `${cores}`], environment, makes: path.join(folder, `${cores}.dmg`) });
  const gzip = { program: 'sh', arguments: ['-c', 'tar -c "$1" | gzip -6 > "$2"', 'sh', tree, path.join(folder, 'tar.gz')], makes: path.join(folder, 'tar.gz') };
  return [
    { name: 'disk image of an app, on two cores, against one', ours: ours(2), peer: ours(1), goal: 1 / 1.7 },
    { name: 'disk image of an app, on two cores, against gzip -6', ours: ours(2), peer: gzip },
  ];
}
