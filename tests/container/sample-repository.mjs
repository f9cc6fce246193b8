import { spawnSync } from 'node:child_process';

/**
 * Runs git in a folder, without this machine's configuration.
 * @param {string} folder
 * @param {...string} args
 */
export function git(folder, ...args) {
  const env = {
    PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.com', GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z', GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
  };
  const { status, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`git ${args[0]} exited with ${status}: ${stderr}`);
}

/**
 * Makes a repository with one release and, after it, a feature and a fix.
 * @param {string} folder an empty one
 * @param {string} [tag] of the release
 */
export function sampleRepository(folder, tag = 'v1.0.0') {
  const commit = message => git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
  git(folder, 'init', '--quiet', '--initial-branch', 'main');
  commit('feat: open files');
  git(folder, 'tag', tag);
  commit('feat(editor): wrap long lines');
  commit('fix: keep the window where it was');
}
