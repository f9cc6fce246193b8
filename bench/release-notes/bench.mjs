// What notes of a long history cost: whole processes, ours against git itself and against git-cliff, on histories that are the same everywhere.
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { history } from '../history/history.mjs';

export const pairs = 9;

/** @param {{root: string, bench: string}} folders */
export async function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const environment = { HOME: folder, GIT_CONFIG_NOSYSTEM: '1', DOTNET_EnableDiagnostics: '0' }; // the last as the image sets it
  const ours = (mode, repository) => ({
    program: path.join(root, 'artifacts/app/release-notes'),
    arguments: ['--repository-path', repository, '--to', 'main', '--release-folder', path.join(folder, 'ours'), ...(mode === 'all' ? ['--all-releases'] : [])], environment,
  });

  // The program of the npm package itself: its launcher in JavaScript would only add the start of node.
  const modules = path.join(bench, 'node_modules');
  const platform = readdirSync(modules).find(name => name.startsWith('git-cliff-'));
  const stable = path.join(folder, 'stable.toml');
  writeFileSync(stable, '[git]\ntag_pattern = "^v[0-9]+\\\\.[0-9]+\\\\.[0-9]+$"\n');
  const cliff = (repository, ...more) => ({ program: path.join(modules, platform, 'bin/git-cliff'), arguments: ['--repository', repository, '--output', path.join(folder, 'cliff.md'), ...more], environment });
  const git = repository => ({ program: 'git', arguments: ['-C', repository, 'log', '-z', 'main'], environment });

  const [small, middle, electron, large] = [await history(1_000, 42), await history(10_000, 434), await history(30_000, 3_700), await history(100_000, 4_391)];
  return [
    { name: 'all releases, 30,000 commits, 3,700 tags, against git log -z', ours: ours('all', electron), peer: git(electron), goal: 2 },
    { name: 'all releases, 1,000 commits, against git log -z', ours: ours('all', small), peer: git(small) },
    { name: 'all releases, 100,000 commits, against git log -z', ours: ours('all', large), peer: git(large), goal: 2, pairs: 3 },
    { name: 'last stable..HEAD, 100,000 commits, against git-cliff', ours: ours('range', large), peer: cliff(large, '--unreleased', '--config', stable), goal: 0.3 },
    { name: 'last stable..HEAD, 1,000 commits, against git-cliff', ours: ours('range', small), peer: cliff(small, '--unreleased', '--config', stable) },
    { name: 'all releases, 10,000 commits, 434 tags, against git-cliff', ours: ours('all', middle), peer: cliff(middle), goal: 0.01, pairs: 1 },
  ];
}
