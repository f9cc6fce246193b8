// What notes of a long history cost: whole processes, ours against git itself and against git-cliff, on histories that are the same everywhere.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { history } from '../history/history.mjs';

export const pairs = 9;

const shortest = 'all releases, 1,000 commits, against git log -z', longest = 'all releases, 100,000 commits, against git log -z';

/** How time grows with the history: 1 is in proportion. */
export function conclude(medians) {
  const exponent = Math.log(medians[longest] / medians[shortest]) / Math.log(100);
  return [`growth from 1,000 to 100,000 commits: exponent ${exponent.toFixed(2)}, goal 1.1: ${exponent <= 1.1 ? 'met' : 'MISSED'}`];
}

/** @param {{root: string, bench: string}} folders */
export async function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const environment = { HOME: folder, GIT_CONFIG_NOSYSTEM: '1', DOTNET_EnableDiagnostics: '0' }; // the last as the image sets it
  const plain = path.join(folder, 'plain.yml');
  writeFileSync(plain, 'changelog:\n  contributors: false\n');
  const ours = (mode, repository, configuration, from) => ({
    program: path.join(root, 'artifacts/app/release-notes'),
    arguments: ['--repository-path', repository, '--release-folder', path.join(folder, 'ours'), ...(mode === 'all' ? ['--all-releases'] : []), ...(configuration ? ['--configuration', configuration] : []), ...(from ? ['--from', commit(repository, from), '--version', '900.0.0'] : [])], environment,
  });

  // The program of the npm package itself: its launcher in JavaScript would only add the start of node.
  const modules = path.join(bench, 'node_modules');
  const platform = readdirSync(modules).find(name => name.startsWith('git-cliff-'));
  const stable = path.join(folder, 'stable.toml');
  writeFileSync(stable, '[git]\ntag_pattern = "^v[0-9]+\\\\.[0-9]+\\\\.[0-9]+$"\n');
  const cliff = (repository, ...more) => ({ program: path.join(modules, platform, 'bin/git-cliff'), arguments: ['--repository', repository, '--output', path.join(folder, 'cliff.md'), ...more], environment });
  const commit = (repository, revision) => execFileSync('git', ['-C', repository, 'rev-parse', `${revision}^{commit}`], { encoding: 'utf8' }).trim();
  const stableBefore = repository => execFileSync('git', ['-C', repository, 'tag', '--sort=-version:refname'], { encoding: 'utf8' }).split('\n').find(tag => /^v[0-9.]+$/.test(tag));
  const forget = repository => rmSync(path.join(repository, 'uv-release'), { recursive: true, force: true });
  const log = (repository, from) => ({ program: 'git', arguments: ['-C', repository, 'log', '-z', `${commit(repository, from)}..main`], environment });
  const git = repository => ({ program: 'git', arguments: ['-C', repository, 'log', '-z', 'main'], environment });

  const [small, middle, electron, large] = [await history(1_000, 42), await history(10_000, 1_233), await history(30_000, 3_700), await history(100_000, 4_391)];
  return [
    { name: 'all releases, 30,000 commits, 3,700 tags, against git log -z', ours: ours('all', electron), peer: git(electron), goal: 2 },
    { name: shortest, ours: ours('all', small), peer: git(small) },
    { name: longest, ours: ours('all', large), peer: git(large), goal: 2, pairs: 3 },
    { name: 'last stable..HEAD, 100,000 commits, against git-cliff', ours: ours('range', large), peer: cliff(large, '--unreleased', '--config', stable), goal: 0.3 },
    { name: 'the same without contributors, whom git-cliff does not look for', ours: ours('range', large, plain), peer: cliff(large, '--unreleased', '--config', stable), goal: 0.3 },
    // A range alone: a small one in a long history, and one of 14,000 commits, as between two majors of electron.
    { name: 'last stable..HEAD, 41 commits of 30,000, against git log -z of the range', ours: ours('range', electron), peer: log(electron, stableBefore(electron)) },
    { name: 'the same without contributors', ours: ours('range', electron, plain), peer: log(electron, stableBefore(electron)) },
    { name: 'the same in a clone where nothing is kept yet', ours: { ...ours('range', electron), before: () => forget(electron) }, peer: log(electron, stableBefore(electron)) },
    { name: 'a range of 13,773 commits of 30,000, against git log -z of the range', ours: ours('range', electron, undefined, 'main~10000'), peer: log(electron, 'main~10000') },
    { name: 'last stable..HEAD, 1,000 commits, against git-cliff', ours: ours('range', small), peer: cliff(small, '--unreleased', '--config', stable) },
    // A third of electron's history, with as many tags to a commit: the whole takes git-cliff many minutes.
    { name: 'all releases, 10,000 commits, 1,233 tags, against git-cliff', ours: ours('all', middle), peer: cliff(middle), goal: 0.01, pairs: 1 },
  ];
}
