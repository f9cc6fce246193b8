// What answers of the double have in common.
const documentation = 'https://docs.github.com/rest';

export const answer = (status, body, bytes) => ({ status, body, bytes });
export const refused = (status, message) => answer(status, { message, documentation_url: documentation, status: `${status}` });
export const missing = () => refused(404, 'Not Found');
export const invalid = (resource, code, field, message) => answer(422, {
  message: 'Validation Failed', documentation_url: documentation, errors: [{ resource, code, field, ...(message && { message }) }],
});

export const user = { login: 'octocat', id: 1, node_id: 'U_1', gravatar_id: '', type: 'User', site_admin: false };
const pages = ['avatar', 'html', 'followers', 'following', 'gists', 'starred', 'subscriptions', 'organizations', 'repos', 'events', 'received_events'];
for (const name of pages) user[`${name}_url`] = `https://github.com/octocat/${name}`;
user.url = 'https://api.github.com/users/octocat';

export function page(items, query) {
  const size = Number(query.get('per_page') ?? 30), number = Number(query.get('page') ?? 1);
  return { items: items.slice((number - 1) * size, number * size), next: items.length > number * size };
}

export function listed(items, query, wrap = body => body) {
  const { items: body, next } = page(items, query);
  return { ...answer(200, wrap(body)), next };
}

/** True while a request of this kind is one of those that do not see yet what was written: the repository's `late` says how many, by kind. */
export function isLate(written, kind) {
  if (!(written.late?.[kind] > 0)) return false;
  written.late[kind]--;
  return true;
}
