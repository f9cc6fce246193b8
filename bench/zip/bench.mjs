// What a zip of an app costs: whole processes, ours against 7-Zip at its default (-mx=5), on a tree of about 250 MB that looks like an Electron app:
// one huge program (node has most of what Electron's has: V8, ICU, OpenSSL), libraries, and thousands of small scripts.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const pairs = 3;

/** @param {{root: string, bench: string}} folders */
export function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const zipFolder = path.join(folder, 'zip-folder'), tree = path.join(folder, 'sample-app');
  execFileSync('dotnet', ['publish', path.join(bench, 'zip/zip-folder'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', zipFolder], { stdio: 'inherit' });
  mkdirSync(tree);
  cpSync(realpathSync(process.execPath), path.join(tree, 'sample-app'));
  const dotnet = path.dirname(realpathSync(execFileSync('sh', ['-c', 'command -v dotnet'], { encoding: 'utf8' }).trim()));
  cpSync(path.join(dotnet, 'shared'), path.join(tree, 'libraries'), { recursive: true });
  for (const modules of ['bench', 'tests/workflows', 'tests/UvRelease.Tests/Changelog/Check/judges'])
    cpSync(path.join(root, modules, 'node_modules'), path.join(tree, 'resources/app', modules), { recursive: true, verbatimSymlinks: true });

  const environment = { DOTNET_EnableDiagnostics: '0' };
  const ours = speed => ({ program: path.join(zipFolder, 'zip-folder'), arguments: [tree, path.join(folder, `${speed}.zip`), speed], environment, makes: path.join(folder, `${speed}.zip`) });
  // 7-Zip would bring an archive that is there up to date.
  const peer = cores => ({ program: 'sh', arguments: ['-c', 'rm -f "$2" && exec 7zz a -tzip -mx=5 -snl -bso0 -bsp0 "-mmt=$3" "$2" "$1"', 'sh', tree, path.join(folder, 'peer.zip'), cores], makes: path.join(folder, 'peer.zip') });
  return [
    { name: 'zip of an app, small (within 3 % of the peer), against 7zz -mx=5', ours: ours('small'), peer: peer('on'), goal: 0.5 },
    { name: 'zip of an app, normal (larger than the peer), against 7zz -mx=5', ours: ours('normal'), peer: peer('on') },
  ];
}
