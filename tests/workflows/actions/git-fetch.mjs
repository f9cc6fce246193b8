import { Buffer } from 'node:buffer';
import { pathToFileURL } from 'node:url';
import { spawnSync } from 'node:child_process';

/**
 * Fetches and checks out one revision as actions/checkout does, over file:// so that shallow and partial clones are real.
 * Source: actions/checkout git-source-provider.ts and ref-helper.ts.
 * @param {object} options
 * @param {string} options.source folder of the repository
 * @param {string} options.target
 * @param {string} options.ref branch, tag or full ref; '' for the default branch
 * @param {string} options.commit '' when only the ref is known
 * @param {number} options.depth 0 for all history
 * @param {boolean} options.tags
 * @param {string} options.filter
 * @param {string} options.pushAddress where pushes go
 * @param {{patterns: string[], cone: boolean}} options.sparse
 * @param {boolean} options.safe whether git may work in the folder whoever owns it
 * @returns {Promise<{ref: string, commit: string}>} the action's outputs
 */
export async function fetchRepository(options) {
  const { session, signal, source, target, home, hostEnv, depth, tags, filter, sparse } = options;
  const env = { ...hostEnv, HOME: home, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
  const git = async (...args) => {
    session.print(`git ${args.map(arg => arg.replaceAll(source, options.repository)).join(' ')}`, 'command');
    const code = await session.execute({ command: 'git', args: ['-c', 'advice.detachedHead=false', ...args], cwd: target, env }, signal);
    if (code !== 0) throw new Error(`The process 'git' failed with exit code ${code}.`);
  };
  // Steps after it are of another user here, as container actions are. Source: actions/checkout git-auth-helper.ts, configureGlobalAuth, and action.yml.
  if (options.safe) await git('config', '--global', '--add', 'safe.directory', target);
  await git('init', '--quiet', '--initial-branch=main');
  configure(options, env);
  const revision = await resolve(options, env);
  const common = ['--no-tags', '--prune', '--no-recurse-submodules', '--quiet', ...(filter ? [`--filter=${filter}`] : [])];
  if (depth === 0) await git('fetch', ...common, 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
  else await git('fetch', ...common, `--depth=${depth}`, 'origin', ...(tags ? ['+refs/tags/*:refs/tags/*'] : []), revision.refspec);
  if (sparse.patterns.length > 0) await git('sparse-checkout', 'set', sparse.cone ? '--cone' : '--no-cone', ...sparse.patterns);
  if (revision.branch) await git('checkout', '--quiet', '--force', '-B', revision.branch, `refs/remotes/origin/${revision.branch}`);
  else await git('checkout', '--quiet', '--force', revision.tag ? `refs/tags/${revision.tag}` : revision.commit);
  return { ref: options.ref || revision.commit, commit: ask(target, env, 'rev-parse', 'HEAD') };
}

function configure({ source, target, repository, serverUrl, persistCredentials, token, pushAddress }, env) {
  const set = (name, value) => ask(target, env, 'config', '--local', name, value);
  const url = `${serverUrl}/${repository}`;
  set('remote.origin.url', url);
  set('remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  // The remote keeps its public address, while git talks to the folder that stands for it.
  set(`url.${pathToFileURL(source)}.insteadOf`, url);
  set('remote.origin.uploadpack', "git -c uploadpack.allowFilter=true -c uploadpack.allowAnySHA1InWant=true -c safe.directory='*' upload-pack");
  // It pushes to a server that sees with which token.
  set(`url.${pushAddress}.pushInsteadOf`, url);
  set(`http.${pushAddress}.proxy`, '');
  set('gc.auto', '0');
  if (persistCredentials) {
    const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    set(`http.${serverUrl}/.extraheader`, header);
    set(`http.${pushAddress}.extraheader`, header);
  }
}

async function resolve({ ref, commit, target, repository }, env) {
  if (!ref && commit) return { commit, refspec: commit };
  const known = new Map(ask(target, env, 'ls-remote', 'origin').split('\n').map(line => line.split('\t').reverse()));
  const wanted = ref || `refs/heads/${defaultBranch(target, env)}`;
  const full = wanted.startsWith('refs/') ? wanted : [`refs/heads/${wanted}`, `refs/tags/${wanted}`].find(name => known.has(name));
  if (!full || (!known.has(full) && !commit)) {
    throw new Error(`A branch or tag with the name '${ref}' could not be found in ${repository}. Correct 'ref'.`);
  }
  const branch = /^refs\/heads\/(.+)$/.exec(full)?.[1];
  const tag = known.has(full) ? /^refs\/tags\/(.+)$/.exec(full)?.[1] : undefined;
  const at = commit || known.get(full);
  if (branch) return { branch, commit: at, refspec: `+${at}:refs/remotes/origin/${branch}` };
  // The tag object itself is fetched, so that an annotated tag stays one.
  if (tag) return { tag, commit: at, refspec: `+refs/tags/${tag}:refs/tags/${tag}` };
  return { commit: at, refspec: at };
}

function defaultBranch(target, env) {
  return /^ref: refs\/heads\/(\S+)\s+HEAD$/m.exec(ask(target, env, 'ls-remote', '--symref', 'origin', 'HEAD'))?.[1] ?? 'main';
}

function ask(cwd, env, ...args) {
  const found = spawnSync('git', args, { cwd, env, encoding: 'utf8' });
  if (found.status !== 0) throw new Error(`git ${args[0]} failed: ${found.stderr.trim()}`);
  return found.stdout.trim();
}
