// What goes wrong on purpose. A fault stands for one answer to an operation: { operation, kind, … }.
const html = '<html><head><title>502 Bad Gateway</title></head><body>Unicorn!</body></html>';

function page(response, status, body = html, headers = {}) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
  response.end(body);
}

function said(response, status, message, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits' }));
}

const kinds = {
  // Nothing was done, and the answer is an error of something between.
  refused: fault => page(fault.response, fault.status ?? 502),
  // All was done, and the answer is an error all the same.
  late: fault => { fault.perform(); page(fault.response, fault.status ?? 502); },
  // All was done, and no answer comes.
  lost: fault => { fault.perform(); fault.response.socket.destroy(); },
  // Nothing was done, and no answer comes.
  dead: fault => fault.response.socket.destroy(),
  // "may leave an empty asset with a state of `starter`"
  starter: fault => { fault.perform({ unfinished: true }); page(fault.response, 502); },
  limit: fault => said(fault.response, fault.status ?? 403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.', fault.headers),
  said: fault => said(fault.response, fault.status, fault.message),
  html: fault => page(fault.response, 200),
  cut: fault => { fault.response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': 1000 }); fault.response.write('{"id": 1, "tag_'); setTimeout(() => fault.response.destroy(), 20); },
  wrong: fault => { fault.perform(); fault.response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }); fault.response.end('{"id":"seven"}'); },
  // The right answer with one field taken out, or made something else: { at: ['check_runs', 0, 'status'], value }.
  spoiled: fault => {
    const body = structuredClone(fault.perform().body), name = fault.at.at(-1), holder = fault.at.slice(0, -1).reduce((node, key) => node[key], body);
    if ('value' in fault) holder[name] = fault.value;
    else delete holder[name];
    fault.response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    fault.response.end(JSON.stringify(body));
  },
  // The right answer, whose next page lies at a stranger's.
  lured: fault => {
    const { status, body } = fault.perform();
    fault.response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', link: `<${fault.stranger}?page=2>; rel="next"` });
    fault.response.end(JSON.stringify(body));
  },
  // The right answer, which says how long it is.
  measured: fault => {
    const { status, body } = fault.perform(), bytes = Buffer.from(JSON.stringify(body));
    fault.response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length });
    fault.response.end(bytes);
  },
  redirect: fault => page(fault.response, fault.status ?? 302, '', { location: fault.stranger }),
  slow: async fault => { await new Promise(resolve => setTimeout(resolve, fault.milliseconds)); return false; },
  // The right answer comes once a test has said goOn.
  held: async fault => {
    const { held, problems } = fault.repository;
    const bound = setTimeout(() => { problems.push(`${fault.operation} was held for a minute, and no test said goOn`); for (const answer of held.splice(0)) answer(); }, 60_000);
    await new Promise(resolve => held.push(resolve));
    clearTimeout(bound);
    return false;
  },
  // Something happens in the repository just then, and the right answer comes: { settings: { tags: … } }.
  meanwhile: fault => { Object.assign(fault.repository, fault.settings); return false; },
  // Somebody gives another release the tag.
  renamed: fault => { fault.repository.releases.find(one => one.id === fault.id).tag_name = fault.tag; return false; },
  // Somebody deletes the release that is asked for.
  deleted: fault => { fault.repository.releases.length = 0; return false; },
};

/** Faults happen in their order. Answers with the next one if it is this operation's; false when it isn't, or when the right answer comes after it. */
export async function withFault(repository, operation, { perform, response, stranger }) {
  const fault = repository.faults[0];
  if (!fault || (fault.operation !== operation && fault.operation !== '*')) return false;
  if (fault.after > 0) {
    fault.after--;
    return false;
  }
  fault.times = (fault.times ?? 1) - 1;
  if (fault.times === 0) repository.faults.shift();
  return await kinds[fault.kind]({ ...fault, perform, response, stranger, repository }) !== false;
}

/** The double itself is broken. */
export const failed = (response, error) => {
  if (!response.headersSent) said(response, 500, `double: ${error.message}`);
};
