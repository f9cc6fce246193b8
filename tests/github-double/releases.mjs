// What the double knows of each repository, and the operations on it.
import { createHash } from 'node:crypto';
import { answer, invalid, isLate, listed, missing, user } from './answers.mjs';
import { commitOperations } from './commits.mjs';
import { issueOperations } from './issues.mjs';

export const repositories = new Map();
let lastId = 1000;

/** A repository; made at its first mention. Its settings are set by the tests. */
export function repository(owner, repo) {
  const name = `${owner}/${repo}`;
  if (!repositories.has(name))
    repositories.set(name, {
      name, issues: [], comments: [], labels: [], pulls: [], heads: {}, trees: {}, blobs: {}, commits: {}, files: null, protectedBranches: [], fork: false, mayOpenPulls: true, pullAuthor: null, discussions: [], categories: [], closing: {}, contents: {}, deployments: [], checks: [], statuses: [], environments: {}, reviews: {}, runs: {},
      releases: [], tags: {}, annotated: {}, burned: [], late: {}, lateTags: {}, listEnd: 10_000, rules: null, storage: 'well', deaf: false, immutable: false, visibility: 'public', nullDigests: false, workflows: false, latest: null, faults: [], calls: [], held: [], problems: [], strangers: [], clock: Date.UTC(2026, 0, 1),
    });
  return repositories.get(name);
}

// The documented rule: special characters become dots, dots at the ends go.
const kept = name => name.replace(/[^A-Za-z0-9._+-]+/g, '.').replace(/^\.+|\.+$/g, '');
const moment = repository => new Date(repository.clock += 1000).toISOString().replace('.000', '');

/** Adds a release as it stands, for the tests and for create-release. */
export function addRelease(repository, facts) {
  const release = { id: ++lastId, body: null, name: null, target_commitish: 'main', prerelease: false, draft: true, immutable: false, assets: [], created_at: moment(repository), published_at: null, ...facts };
  release.assets = [];
  repository.releases.unshift(release);
  for (const asset of facts.assets ?? []) addAsset(repository, release, asset.name, Buffer.from(asset.text ?? ''), asset);
  return release;
}

/** Adds a file to a release, for the tests and for upload-release-asset. */
export function addAsset(repository, release, name, bytes, facts = {}) {
  const asset = {
    id: ++lastId, name, label: null, state: 'uploaded', content_type: 'application/octet-stream', size: bytes.length, bytes,
    digest: repository.nullDigests ? null : `sha256:${createHash('sha256').update(bytes).digest('hex')}`, at: moment(repository), ...facts,
  };
  release.assets.push(asset);
  return asset;
}

function publish(repository, release, makeLatest) {
  release.draft = false;
  release.late = { ...repository.late, list: 0, upload: 0 };
  if (!repository.tags[release.tag_name]) repository.lateTags[release.tag_name] = { late: { ...repository.late } };
  release.published_at = moment(repository);
  release.immutable = repository.immutable === true;
  repository.tags[release.tag_name] ??= /^[0-9a-f]{40}$/.test(release.target_commitish) ? release.target_commitish : 'a'.repeat(40);
  if (makeLatest !== 'false' && !release.prerelease) repository.latest = release.id;
}

// What GitHub says of tags that may not be made. Of a burned one it says more, not less.
function tagRefusal(repository, release) {
  const burned = repository.burned.includes(release.tag_name), ruled = repository.rules && !repository.tags[release.tag_name];
  if (!burned && !ruled) return null;
  const detail = (field, message) => ({ resource: 'Release', code: 'custom', ...(field && { field }), message });
  const creation = `pre_receive Repository rule violations found\n\n${repository.rules ?? 'Cannot create ref due to creations being restricted.'}\n\n`;
  const errors = [detail('pre_receive', creation), ...(burned ? [detail('tag_name', 'tag_name was used by an immutable release')] : []), detail(null, 'Published releases must have a valid tag')];
  return answer(422, { message: 'Validation Failed', documentation_url: 'https://docs.github.com/rest', errors });
}

/** The addresses in answers depend on how the client came: by loopback ports, or by gh's names for an Enterprise host. */
export function views({ api, uploads, web }, repository) {
  const tag = release => release.draft ? `untagged-${release.id}` : encodeURIComponent(release.tag_name);
  const asset = (one, release, path = tag(release)) => ({
    url: `${api}/repos/${repository.name}/releases/assets/${one.id}`, browser_download_url: `${web}/${repository.name}/releases/download/${path}/${one.name}`,
    id: one.id, node_id: `RA_${one.id}`, name: one.name, label: one.label, state: one.state, content_type: one.content_type, size: one.size, digest: one.digest,
    download_count: 0, created_at: one.at, updated_at: one.at, uploader: user,
  });
  const release = one => ({
    url: `${api}/repos/${repository.name}/releases/${one.id}`, html_url: `${web}/${repository.name}/releases/tag/${tag(one)}`, assets_url: `${api}/repos/${repository.name}/releases/${one.id}/assets`,
    upload_url: `${repository.uploads ?? uploads}/repos/${repository.name}/releases/${one.id}/assets{?name,label}`, tarball_url: null, zipball_url: null, id: one.id, node_id: `RE_${one.id}`,
    tag_name: one.tag_name, target_commitish: one.target_commitish, name: one.name, body: one.body, draft: one.draft, prerelease: one.prerelease, immutable: one.immutable,
    created_at: one.created_at, published_at: one.published_at, author: user, assets: one.assets.map(each => asset(each, one)),
  });
  return { asset, release };
}

// What nobody reads is empty, false or nought, as the description demands its types.
const unread = {
  fork: false, has_issues: true, has_projects: false, has_wiki: false, has_pages: false, has_discussions: false, archived: false, disabled: false, description: null, homepage: null,
  language: null, mirror_url: null, license: null, forks: 0, forks_count: 0, open_issues: 0, open_issues_count: 0, size: 0, stargazers_count: 0, watchers: 0, watchers_count: 0,
  network_count: 0, subscribers_count: 0, default_branch: 'main', pushed_at: '2026-01-01T00:00:00Z', created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z',
};
for (const name of ['archive', 'assignees', 'blobs', 'branches', 'collaborators', 'comments', 'commits', 'compare', 'contents', 'contributors', 'deployments', 'downloads', 'events', 'forks', 'git_commits', 'git_refs', 'git_tags', 'hooks', 'html', 'issue_comment', 'issue_events', 'issues', 'keys', 'labels', 'languages', 'merges', 'milestones', 'notifications', 'pulls', 'releases', 'stargazers', 'statuses', 'subscribers', 'subscription', 'tags', 'teams', 'trees', 'clone', 'git', 'ssh', 'svn'])
  unread[`${name}_url`] = `https://api.github.com/${name}`;

/** Operations by their name in GitHub's description: each gets { repository, at, query, json, bytes, headers, view }. */
export const operations = {
  ...issueOperations,
  ...commitOperations,
  'repos/list-releases': ({ repository, query, view }) =>
    listed(repository.releases.filter(one => !isLate(one, 'list')).slice(0, repository.listEnd), query, page => page.map(view.release)),
  'repos/create-release': ({ repository, json, view }) => {
    if (repository.workflows) return repository.workflows === 403 ? answer(403, { message: 'Resource not accessible by integration' }) : missing();
    if (repository.burned.includes(json.tag_name)) return invalid('Release', 'custom', 'tag_name', 'tag_name was used by an immutable release');
    if (!json.draft && repository.releases.some(one => !one.draft && one.tag_name === json.tag_name)) return invalid('Release', 'already_exists', 'tag_name');
    const release = addRelease(repository, { ...json, draft: true, assets: [], late: { ...repository.late } });
    if (!json.draft) publish(repository, release, json.make_latest);
    return answer(201, view.release(release));
  },
  'repos/get-release': ({ release, view }) => release ? answer(200, view.release(release)) : missing(),
  'repos/get-release-by-tag': ({ repository, at, view }) => {
    const release = repository.releases.find(one => !one.draft && one.tag_name === at.tag);
    return release && !isLate(release, 'byTag') ? answer(200, view.release(release)) : missing();
  },
  'repos/get-latest-release': ({ repository, view }) => {
    const release = repository.releases.find(one => one.id === repository.latest);
    return release && !isLate(release, 'latest') ? answer(200, view.release(release)) : missing();
  },
  'repos/update-release': ({ repository, release, json, view }) => {
    if (!release) return missing();
    const { draft, make_latest: makeLatest, ...facts } = json;
    if (repository.workflows && release.draft && draft === false) return missing();
    if (release.immutable && (draft || (json.tag_name ?? release.tag_name) !== release.tag_name)) return invalid('Release', 'custom', 'immutable', 'Cannot modify an immutable release');
    const refusal = draft === false && release.draft && tagRefusal(repository, release);
    if (refusal) return refusal;
    if (isLate(release, 'update')) return missing();
    if (draft === false && release.draft && repository.releases.some(one => !one.draft && one.tag_name === release.tag_name)) return invalid('Release', 'already_exists', 'tag_name');
    if (json.prerelease && makeLatest === 'true') return invalid('Release', 'custom', 'make_latest', 'Drafts and prereleases cannot be set as latest.');
    Object.assign(release, facts);
    if (draft === false && release.draft) publish(repository, release, makeLatest);
    else if (makeLatest === 'true') repository.latest = release.id;
    return answer(200, view.release(release));
  },
  'repos/delete-release': ({ repository, release }) => {
    if (!release) return missing();
    repository.releases.splice(repository.releases.indexOf(release), 1);
    if (release.immutable) repository.burned.push(release.tag_name);
    return answer(204, null);
  },
  'repos/list-release-assets': ({ release, query, view }) => {
    if (!release || isLate(release, 'assets')) return missing();
    const path = !release.draft && isLate(release, 'names') ? `untagged-${release.id}` : undefined;
    return listed(release.assets.filter(one => !isLate(one, 'files')), query, page => page.map(one => view.asset(one, release, path)));
  },
  'repos/upload-release-asset': ({ repository, release, query, bytes, headers, view, unfinished }) => {
    if (!release || isLate(release, 'upload')) return missing();
    if (release.immutable) return invalid('ReleaseAsset', 'custom', 'release', 'Cannot upload assets to an immutable release.');
    const name = kept(query.get('name')) + (repository.renames ? '.1' : '');
    if (bytes.length === 0) return invalid('ReleaseAsset', 'custom', 'size', 'size must be greater than or equal to 1');
    if (release.assets.some(one => one.name === name)) return invalid('ReleaseAsset', 'already_exists', 'name');
    const facts = { label: query.get('label'), content_type: headers['content-type'], late: { ...repository.late }, ...(unfinished && { state: 'starter', size: 0, digest: null }) };
    return answer(201, view.asset(addAsset(repository, release, name, bytes, facts), release));
  },
  'repos/get-release-asset': ({ asset, release, headers, view }) =>
    !asset ? missing() : headers.accept === 'application/octet-stream' ? answer(302, null, asset) : answer(200, view.asset(asset, release)),
  'repos/delete-release-asset': ({ asset, release }) => {
    if (!asset) return missing();
    if (release.immutable) return invalid('ReleaseAsset', 'custom', 'release', 'Cannot delete assets from an immutable release.');
    release.assets.splice(release.assets.indexOf(asset), 1);
    return answer(204, null);
  },
  'repos/get': ({ repository, api }) => repository.visibility === 'hidden' ? missing() : answer(200, {
    ...unread, id: 1, node_id: 'R_1', name: repository.name.split('/')[1], full_name: repository.name, owner: user, url: `${api}/repos/${repository.name}`,
    private: repository.visibility !== 'public', visibility: repository.visibility, fork: repository.fork,
  }),
  'repos/check-immutable-releases': ({ repository }) =>
    repository.immutable === null ? answer(403, { message: 'Resource not accessible by integration' }) : repository.immutable ? answer(200, { enabled: true, enforced_by_owner: false }) : missing(),
  'git/get-ref': ({ repository, at, api }) => {
    const [, kind, tag] = /^(heads|tags)\/(.+)$/.exec(at.ref) ?? [], commit = (kind === 'heads' ? repository.heads : repository.tags)[tag];
    if (!commit || (kind === 'tags' && isLate(repository.lateTags[tag] ?? {}, 'ref'))) return missing();
    const object = repository.annotated[tag] ?? commit, type = object === commit ? 'commit' : 'tag';
    return answer(200, { ref: `refs/${at.ref}`, node_id: 'R_1', url: `${api}/repos/${repository.name}/git/refs/${at.ref}`, object: { type, sha: object, url: `${api}/repos/${repository.name}/git/${type}s/${object}` } });
  },
  'git/get-tag': ({ repository, at, api }) => {
    const tag = Object.keys(repository.annotated).find(name => repository.annotated[name] === at.tag_sha);
    if (!tag) return missing();
    return answer(200, {
      node_id: 'T_1', tag, sha: at.tag_sha, url: `${api}/repos/${repository.name}/git/tags/${at.tag_sha}`, message: tag,
      tagger: { date: '2026-01-01T00:00:00Z', email: 'octocat@github.com', name: 'octocat' }, object: { sha: repository.tags[tag], type: 'commit', url: `${api}/repos/${repository.name}/git/commits/${repository.tags[tag]}` },
    });
  },
  'rate-limit/get': ({ remaining }) => {
    const rate = { limit: 5000, used: 5000 - remaining, remaining, reset: 1767229200 };
    return answer(200, { resources: { core: rate, search: { limit: 30, used: 0, remaining: 30, reset: 1767229200 } }, rate });
  },
};
