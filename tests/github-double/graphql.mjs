// The few questions that gh 2.23 asks by GraphQL when it works on releases.
import { repository } from './releases.mjs';

export function answerQuery({ query, variables = {} }) {
  const known = repository(variables.owner, variables.name);
  if (query.includes('RepositoryReleaseByTag')) {
    const release = known.releases.find(one => one.tag_name === variables.tagName);
    return { data: { repository: { release: release ? { databaseId: release.id, isDraft: release.draft } : null } } };
  }
  return {
    data: {
      repository: {
        id: 'R_1', name: variables.name, owner: { login: variables.owner }, hasIssuesEnabled: true, description: '', hasWikiEnabled: false, viewerPermission: 'ADMIN',
        defaultBranchRef: { name: 'main' }, ref: known.tags[variables.tagName] ? { id: 'REF_1' } : null, parent: null, mergeCommitAllowed: true, rebaseMergeAllowed: true, squashMergeAllowed: true,
      },
      viewer: { login: 'octocat' },
    },
  };
}
