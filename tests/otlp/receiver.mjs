// A collector on loopback: keeps every request, and answers as it is told.
import http from 'node:http';

/** @param {(request: object, response: http.ServerResponse, count: number) => void} answer what it does with the nth request; by default it takes all */
export async function listen(answer = (_, response) => response.end()) {
  const requests = [];
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', part => parts.push(part)).on('end', () => {
      requests.push({ path: request.url, type: request.headers['content-type'], headers: request.headers, body: Buffer.concat(parts) });
      answer(requests.at(-1), response, requests.length);
    });
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`, requests,
    of: path => requests.filter(request => request.path === path),
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}
