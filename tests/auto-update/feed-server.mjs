// A store served on loopback as a CDN would serve it: ranges, multi-ranges, and every byte counted.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

/** @returns {Promise<{url: string, requests: object[], hold: {ranges: boolean}, close: () => Promise<void>}>} */
export async function serve(root) {
  const requests = [];
  const hold = { ranges: true };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const name = decodeURIComponent(url.pathname);
    const seen = { name, query: url.search, range: request.headers.range, stagingId: request.headers['x-user-staging-id'], sent: 0 };
    requests.push(seen);
    const file = path.join(root, path.normalize(name));
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) return response.writeHead(404).end('not found');
    const bytes = fs.readFileSync(file);
    const send = (chunk, end) => {
      seen.sent += chunk.length;
      return end ? response.end(chunk) : response.write(chunk);
    };
    if (request.headers.range === undefined || !hold.ranges) {
      response.writeHead(200, { 'content-length': bytes.length, 'accept-ranges': hold.ranges ? 'bytes' : 'none' });
      return send(bytes, true);
    }
    const parts = request.headers.range.replace(/^bytes=/, '').split(',').map(part => part.trim().split('-').map(Number)).map(([from, to]) => [from, Math.min(to, bytes.length - 1)]);
    if (parts.length === 1) {
      const [from, to] = parts[0];
      response.writeHead(206, { 'content-length': to - from + 1, 'content-range': `bytes ${from}-${to}/${bytes.length}`, 'accept-ranges': 'bytes' });
      return send(bytes.subarray(from, to + 1), true);
    }
    const boundary = 'uv-release-boundary';
    response.writeHead(206, { 'content-type': `multipart/byteranges; boundary=${boundary}`, 'accept-ranges': 'bytes' });
    parts.forEach(([from, to], index) => {
      send(Buffer.from(`${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes ${from}-${to}/${bytes.length}\r\n\r\n`));
      send(bytes.subarray(from, to + 1));
    });
    return send(Buffer.from(`\r\n--${boundary}--\r\n`), true);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`, requests, hold,
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}
