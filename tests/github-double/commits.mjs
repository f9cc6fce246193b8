// Branches, files, and what is said of commits: checks, statuses, deployments and who approves them.
import { createHash } from 'node:crypto';
import { answer, invalid, listed, missing, refused } from './answers.mjs';
import { example } from './description.mjs';

let lastId = 0;
const hash = text => createHash('sha1').update(text).digest('hex');
const blob = text => hash(`blob ${Buffer.byteLength(text)}\0${text}`);

function refView(repository, ref, api) {
  const tag = /^tags\/(.+)$/.exec(ref)?.[1], sha = tag === undefined ? repository.heads[ref.replace(/^heads\//, '')] : repository.tags[tag];
  const git = `${api}/repos/${repository.name}/git`;
  return { ref: `refs/${ref}`, node_id: 'R_1', url: `${git}/refs/${ref}`, object: { type: 'commit', sha, url: `${git}/commits/${sha}` } };
}

const fileView = (path, text) => ({ name: path.split('/').at(-1), path, sha: blob(text), size: Buffer.byteLength(text) });
const branchOf = ref => /^(?:refs\/)?heads\/(.+)$/.exec(ref)?.[1];
const contentsOf = (repository, branch) => repository.contents[branch] ??= {};
const commitOf = (repository, ref) => repository.heads[ref] ?? repository.tags[ref] ?? ref;

// Partial facts of a test on top of GitHub's own example of one.
const facts = (kind, list, more = {}) => list.map((one, place) => ({ ...kind, id: place + 1, ...more, ...one }));

// A tree is a map of paths to files; the trees of a test's repository are not known, and a tree on top of one has what it changes.
const treeOf = (repository, sha) => repository.trees[sha] ?? {};
const isBehind = (repository, from, to) => from !== to && !(repository.commits[to]?.parents ?? []).some(parent => !isBehind(repository, from, parent));

function commitView(repository, sha, api) {
  const { message, tree, parents } = repository.commits[sha], shown = example('git/create-commit'), git = `${api}/repos/${repository.name}/git`;
  const page = id => `https://github.com/${repository.name}/commit/${id}`;
  return {
    ...shown, sha, url: `${git}/commits/${sha}`, message, tree: { sha: tree, url: `${git}/trees/${tree}` }, html_url: page(sha),
    parents: parents.map(id => ({ sha: id, url: `${git}/commits/${id}`, html_url: page(id) })),
  };
}

// GitHub's words for branches that a rule, or an older protection, keeps from being written.
const isProtected = (repository, branch) => repository.protectedBranches.some(one => branch?.startsWith(one));
const protectedRefusal = branch => refused(422, `Repository rule violations found\n\nCannot update this protected ref refs/heads/${branch}.\n\n`);

function moved(repository, branch) {
  for (const pull of repository.pulls) if (pull.state === 'open' && pull.head.ref === branch) pull.head = { ...pull.head, sha: repository.heads[branch] };
}

export const commitOperations = {
  'git/create-blob': ({ repository, json, api }) => {
    const bytes = Buffer.from(json.content, json.encoding === 'base64' ? 'base64' : 'utf8'), sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
    repository.blobs[sha] = bytes.toString('latin1');
    return answer(201, { sha, url: `${api}/repos/${repository.name}/git/blobs/${sha}` });
  },
  'git/create-tree': ({ repository, json, api }) => {
    const files = { ...treeOf(repository, json.base_tree) };
    for (const { path, mode, type, sha, content } of json.tree) {
      if (!path || !mode || !type || (sha === undefined) === (content === undefined)) return refused(422, 'Must supply either tree.sha or tree.content');
      if (sha === null && repository.files && !repository.files.includes(path)) return refused(422, 'GitRPC::BadObjectState');
      files[path] = { mode, text: sha === null ? null : content ?? repository.blobs[sha] };
    }
    const sha = hash(JSON.stringify([json.base_tree, files])), shown = example('git/create-tree');
    repository.trees[sha] = files;
    return answer(201, { ...shown, sha, url: `${api}/repos/${repository.name}/git/trees/${sha}`, truncated: false });
  },
  'git/create-commit': ({ repository, json, api }) => {
    if (!repository.trees[json.tree]) return refused(422, 'Tree SHA does not exist');
    if (json.author || json.committer || json.signature) repository.problems.push('git/create-commit: an App that names an author is not verified');
    const sha = hash(JSON.stringify(json));
    repository.commits[sha] = { message: json.message, tree: json.tree, parents: json.parents };
    return answer(201, commitView(repository, sha, api));
  },
  'git/get-commit': ({ repository, at, api }) => repository.commits[at.commit_sha] ? answer(200, commitView(repository, at.commit_sha, api)) : missing(),
  'git/create-ref': ({ repository, json, api }) => {
    const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(json.ref) ?? [], all = { heads: repository.heads, tags: repository.tags }[kind];
    if (!all) return invalid('Reference', 'invalid', 'ref');
    if (all[name]) return refused(422, 'Reference already exists');
    if (kind === 'heads' && isProtected(repository, name)) return protectedRefusal(name);
    all[name] = json.sha;
    return answer(201, refView(repository, `${kind}/${name}`, api));
  },
  'git/update-ref': ({ repository, at, json, api }) => {
    const branch = branchOf(at.ref);
    if (!repository.heads[branch]) return refused(422, 'Reference does not exist');
    if (isProtected(repository, branch)) return protectedRefusal(branch);
    if (!json.force && repository.commits[json.sha] && isBehind(repository, repository.heads[branch], json.sha)) return refused(422, 'Update is not a fast forward');
    repository.heads[branch] = json.sha;
    moved(repository, branch);
    return answer(200, refView(repository, at.ref, api));
  },
  'git/delete-ref': ({ repository, at }) => {
    if (!repository.heads[branchOf(at.ref)]) return refused(422, 'Reference does not exist');
    delete repository.heads[branchOf(at.ref)];
    for (const pull of repository.pulls) if (pull.head.ref === branchOf(at.ref)) pull.state = 'closed';
    return answer(204, null);
  },
  'repos/get-content': ({ repository, at, query, api }) => {
    const branch = query.get('ref') ?? 'main', text = contentsOf(repository, branch)[at.path];
    if (text === undefined) return missing();
    const content = Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n'), url = `${api}/repos/${repository.name}/contents/${at.path}?ref=${branch}`;
    return answer(200, { ...example('repos/get-content'), ...fileView(at.path, text), content: `${content}\n`, url });
  },
  // "Required if you are updating a file": the blob that is replaced.
  'repos/create-or-update-file-contents': ({ repository, at, json }) => {
    const branch = json.branch ?? 'main', files = contentsOf(repository, branch), before = files[at.path];
    const text = Buffer.from(json.content, 'base64').toString();
    if (!repository.heads[branch]) return missing();
    if (before !== undefined && !json.sha) return refused(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
    if (before !== undefined && json.sha !== blob(before)) return refused(409, `${at.path} does not match ${json.sha}`);
    files[at.path] = text;
    repository.heads[branch] = hash(`${repository.heads[branch]}${at.path}${text}${json.message}`);
    const shown = example('repos/create-or-update-file-contents');
    return answer(before === undefined ? 201 : 200, {
      content: { ...shown.content, ...fileView(at.path, text) }, commit: { ...shown.commit, sha: repository.heads[branch], message: json.message },
    });
  },
  'repos/create-deployment': ({ repository, json, api }) => {
    const id = 2 ** 31 + ++lastId, environment = json.environment ?? 'production';
    const deployment = {
      ...example('repos/create-deployment'), id, ref: json.ref, sha: commitOf(repository, json.ref), task: json.task ?? 'deploy', environment,
      original_environment: environment, description: json.description ?? null, payload: json.payload ?? {},
      url: `${api}/repos/${repository.name}/deployments/${id}`, production_environment: json.production_environment ?? true,
    };
    repository.deployments.push({ deployment, statuses: [] });
    return answer(201, deployment);
  },
  'repos/list-deployments': ({ repository, query }) => {
    const isMeant = one => ['sha', 'ref', 'task', 'environment'].every(name => !query.has(name) || one[name] === query.get(name));
    return listed(repository.deployments.map(one => one.deployment).filter(isMeant).reverse(), query);
  },
  'repos/create-deployment-status': ({ repository, at, json }) => {
    const known = repository.deployments.find(one => one.deployment.id === Number(at.deployment_id));
    if (!known) return missing();
    const status = { ...example('repos/create-deployment-status'), id: ++lastId, ...json };
    known.statuses.unshift(status);
    return answer(201, status);
  },
  'repos/list-deployment-statuses': ({ repository, at, query }) => {
    const known = repository.deployments.find(one => one.deployment.id === Number(at.deployment_id));
    return known ? listed(known.statuses, query) : missing();
  },
  'checks/list-for-ref': ({ repository, at, query }) => {
    const all = facts(example('checks/list-for-ref').check_runs[0], repository.checks, { head_sha: commitOf(repository, at.ref) });
    return listed(all, query, items => ({ total_count: all.length, check_runs: items }));
  },
  'repos/get-combined-status-for-ref': ({ repository, at, query }) => {
    const shown = example('repos/get-combined-status-for-ref'), all = facts(shown.statuses[0], repository.statuses);
    const isBad = all.some(one => one.state !== 'success' && one.state !== 'pending'), isGood = all.length > 0 && all.every(one => one.state === 'success');
    const state = isBad ? 'failure' : isGood ? 'success' : 'pending';
    return listed(all, query, items => ({ ...shown, sha: commitOf(repository, at.ref), state, total_count: all.length, statuses: items }));
  },
  'repos/get-environment': ({ repository, at }) => {
    const environment = repository.environments[at.environment_name];
    if (environment === 403) return answer(403, { message: 'Resource not accessible by integration' });
    return environment ? answer(200, { ...example('repos/get-environment'), name: at.environment_name, ...environment }) : missing();
  },
  'actions/get-workflow-run': ({ repository, at }) => {
    const run = repository.runs[at.run_id];
    if (!run) return missing();
    const shown = example('actions/get-workflow-run'), of = name => ({ ...shown.repository, name: name.split('/')[1], full_name: name });
    const { repository: own = repository.name, head_repository: head = own, ...facts } = run;
    const actor = facts.actor === undefined ? shown.actor : facts.actor && { ...shown.actor, ...facts.actor };
    return answer(200, { ...shown, id: Number(at.run_id), repository: of(own), head_repository: head && of(head), ...facts, actor });
  },
  'actions/get-reviews-for-run': ({ repository, at }) => {
    const reviews = repository.reviews[at.run_id];
    const shown = example('actions/get-reviews-for-run')[0];
    const whole = ({ user = {}, environments = shown.environments, ...one }) =>
      ({ ...shown, ...one, user: { ...shown.user, ...user }, environments: environments.map(environment => ({ ...shown.environments[0], ...environment })) });
    return reviews ? answer(200, reviews.map(whole)) : missing();
  },
};
