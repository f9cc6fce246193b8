// Issues, their comments and labels, and pull requests, which are issues too.
import { answer, invalid, listed, missing, refused, user } from './answers.mjs';
import { example } from './description.mjs';

let lastId = 0;
const same = (a, b) => a.toLowerCase() === b.toLowerCase();
const without = (facts, ...names) => Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name)));

function labelled(repository, names, api) {
  return names.map(given => {
    const name = typeof given === 'string' ? given : given.name;
    let label = repository.labels.find(one => same(one.name, name));
    if (label) return label;
    const url = `${api}/repos/${repository.name}/labels/${encodeURIComponent(name)}`;
    repository.labels.push(label = { ...example('issues/create-label'), id: ++lastId, name, url, default: false, color: 'ededed' });
    return label;
  });
}

const nextNumber = repository => 1 + Math.max(0, ...[...repository.issues, ...repository.pulls].map(one => one.number));

/** Adds an issue, for the tests and for issues/create. */
export function addIssue(repository, { labels = [], ...facts }, api = 'https://api.github.com') {
  const number = facts.number ?? nextNumber(repository), url = `${api}/repos/${repository.name}/issues/${number}`;
  const issue = {
    ...without(example('issues/create'), 'pull_request', 'milestone', 'closed_by'), id: 2 ** 31 + ++lastId, number, url, body: null, state: 'open',
    state_reason: null, locked: false, active_lock_reason: null, closed_at: null, milestone: null, html_url: `https://github.com/${repository.name}/issues/${number}`, comments: 0, assignees: [],
    assignee: null, user, labels: labelled(repository, labels, api), ...facts,
  };
  repository.issues.push(issue);
  return issue;
}

const found = (repository, at) => repository.issues.find(one => one.number === Number(at.issue_number));
const talkOf = (repository, at) => found(repository, at) ?? repository.pulls.find(one => one.number === Number(at.issue_number));
const pullOf = (repository, at) => repository.pulls.find(one => one.number === Number(at.pull_number));
const has = (issue, names) => names.every(name => issue.labels.some(label => same(label.name, name)));
const inState = (items, query) => items.filter(one => (query.get('state') ?? 'open') === 'all' || one.state === (query.get('state') ?? 'open'));

// Qualifiers and quoted or bare words, as far as they are needed.
function search(repositories, q) {
  const parts = q.match(/[a-z]+:"[^"]*"|[a-z]+:\S+|"[^"]*"|\S+/g) ?? [];
  const value = name => parts.filter(part => part.startsWith(`${name}:`)).map(part => part.slice(name.length + 1).replaceAll('"', ''));
  const words = parts.filter(part => !/^[a-z]+:/.test(part)).map(part => part.replaceAll('"', ''));
  const states = [...value('state'), ...value('is').filter(one => one === 'open' || one === 'closed')];
  return value('repo').flatMap(name => repositories.get(name)?.issues ?? [])
    .filter(issue => states.every(state => issue.state === state) && has(issue, value('label')))
    .filter(issue => words.every(word => `${issue.title}\n${issue.body ?? ''}`.includes(word)));
}

const ofOne = [
  'mergeable', 'mergeable_state', 'merged', 'merged_by', 'comments', 'review_comments', 'maintainer_can_modify', 'commits', 'additions', 'deletions',
  'changed_files', 'rebaseable',
];

export const issueOperations = {
  'issues/list-for-repo': ({ repository, query }) => listed(
    inState(repository.issues, query).filter(issue => has(issue, (query.get('labels') ?? '').split(',').filter(Boolean))), query),
  'issues/create': ({ repository, json, api }) => answer(201, addIssue(repository, json, api)),
  'issues/update': ({ repository, at, json, api }) => {
    const issue = found(repository, at);
    if (!issue) return missing();
    const { labels, ...facts } = json;
    Object.assign(issue, facts, labels && { labels: labelled(repository, labels, api) });
    return answer(200, issue);
  },
  'issues/list-comments': ({ repository, at, query }) => {
    if (!talkOf(repository, at)) return missing();
    return listed(repository.comments.filter(one => one.issue === Number(at.issue_number)).map(one => without(one, 'issue')), query);
  },
  'issues/create-comment': ({ repository, at, json, api }) => {
    if (!talkOf(repository, at)) return missing();
    if (talkOf(repository, at).locked) return refused(403, 'Unable to create comment because issue is locked.');
    const id = 2 ** 31 + ++lastId, url = `${api}/repos/${repository.name}/issues/comments/${id}`;
    const comment = { ...example('issues/create-comment'), id, user, body: json.body, url, issue: Number(at.issue_number) };
    repository.comments.push(comment);
    return answer(201, without(comment, 'issue'));
  },
  'issues/update-comment': ({ repository, at, json }) => {
    const comment = repository.comments.find(one => one.id === Number(at.comment_id));
    if (!comment) return missing();
    comment.body = json.body;
    return answer(200, without(comment, 'issue'));
  },
  'issues/list-labels-for-repo': ({ repository, query }) => listed(repository.labels, query),
  'issues/create-label': ({ repository, json, api }) => {
    if (repository.labels.some(label => same(label.name, json.name))) return invalid('Label', 'already_exists', 'name');
    return answer(201, Object.assign(labelled(repository, [json.name], api)[0], json));
  },
  'issues/add-labels': ({ repository, at, json, api }) => {
    const issue = talkOf(repository, at);
    if (!issue) return missing();
    const added = labelled(repository, json.labels, api).filter(label => !issue.labels.includes(label));
    issue.labels.push(...added);
    return answer(200, issue.labels);
  },
  'search/issues-and-pull-requests': ({ query, repositories }) => {
    const all = search(repositories, query.get('q')).map(issue => ({ ...without(issue, 'pinned_comment'), score: 1 }));
    return listed(all, query, items => ({ total_count: all.length, incomplete_results: false, search_type: 'lexical', items }));
  },
  'pulls/list': ({ repository, query }) => {
    const isOf = (name, value) => (query.get(name) ?? value) === value;
    const pulls = inState(repository.pulls, query).filter(pull => isOf('head', pull.head.label) && isOf('base', pull.base.ref));
    return listed(pulls.map(pull => without(pull, ...ofOne)).sort((a, b) => b.number - a.number), query);
  },
  'pulls/create': ({ repository, json, api }) => {
    if (!repository.mayOpenPulls) return refused(403, 'GitHub Actions is not permitted to create or approve pull requests.');
    const label = `${repository.name.split('/')[0]}:${json.head}`;
    if (!repository.heads[json.head] || !repository.heads[json.base]) return invalid('PullRequest', 'invalid', repository.heads[json.head] ? 'base' : 'head');
    if (repository.pulls.some(pull => pull.state === 'open' && pull.head.label === label && pull.base.ref === json.base))
      return invalid('PullRequest', 'custom', 'head', `A pull request already exists for ${label}.`);
    const shown = example('pulls/create'), number = nextNumber(repository);
    const side = ref => ({ ...shown.base, label: `${repository.name.split('/')[0]}:${ref}`, ref, sha: repository.heads[ref] });
    const pull = {
      ...shown, id: 2 ** 31 + ++lastId, number, url: `${api}/repos/${repository.name}/pulls/${number}`,
      html_url: `https://github.com/${repository.name}/pull/${number}`, title: json.title, body: json.body ?? null, draft: json.draft ?? false, state: 'open',
      locked: false, labels: [], requested_teams: [], milestone: null, merged: false, merged_at: null, merged_by: null, closed_at: null,
      merge_commit_sha: null, user: repository.pullAuthor ? { ...user, login: repository.pullAuthor, type: 'Bot' } : user, reviewers: [],
      head: side(json.head), base: side(json.base),
    };
    repository.pulls.push(pull);
    return answer(201, pull);
  },
  'pulls/request-reviewers': ({ repository, at, json }) => {
    const pull = pullOf(repository, at);
    if (!pull) return missing();
    pull.reviewers = [...new Set([...pull.reviewers, ...json.reviewers ?? [], ...json.team_reviewers ?? []])];
    return answer(201, without(pull, ...ofOne, 'reviewers'));
  },
  'pulls/get': ({ repository, at }) => pullOf(repository, at) ? answer(200, pullOf(repository, at)) : missing(),
  'pulls/update': ({ repository, at, json }) => {
    const pull = pullOf(repository, at);
    if (!pull) return missing();
    const { base, ...facts } = json;
    Object.assign(pull, facts, base && { base: { ...pull.base, ref: base, sha: repository.heads[base] } });
    return answer(200, pull);
  },
};
