// electron-updater's own download of what changed between two files with embedded block maps, from a server of this process.
// { oldFile, newFile, size, sha512, blockMapSize, target } in, { bytes } that went over the wire out; it checks the digest of what it put together.
import { createReadStream } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
const updater = createRequire(require.resolve('electron-updater'));
const { FileWithEmbeddedBlockMapDifferentialDownloader } = require('electron-updater/out/differentialDownloader/FileWithEmbeddedBlockMapDifferentialDownloader.js');
const { HttpExecutor, CancellationToken } = updater('builder-util-runtime');
class Executor extends HttpExecutor {
  createRequest(options, callback) { return http.request({ ...options, agent: false }, callback); }
}
const { oldFile, newFile, size, sha512, blockMapSize, target } = JSON.parse(await text(process.stdin));
let bytes = 0;
const server = http.createServer((request, response) => {
  const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range).map(Number);
  bytes += end - start + 1;
  response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': end - start + 1, 'accept-ranges': 'bytes' });
  createReadStream(newFile, { start, end }).pipe(response);
});
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const options = {
  oldFile, newFile: target, newUrl: new URL(`http://127.0.0.1:${server.address().port}/new`), logger: { info() {}, warn() {}, error() {} }, requestHeaders: {},
  isUseMultipleRangeRequest: false, cancellationToken: new CancellationToken(),
};
await new FileWithEmbeddedBlockMapDifferentialDownloader({ size, sha512, blockMapSize }, new Executor(), options).download();
server.close();
process.stdout.write(JSON.stringify({ bytes }));
