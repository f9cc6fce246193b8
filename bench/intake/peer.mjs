// The least that an intake could do: writes each body as it is and flushes it, in Node. It parses nothing and redacts nothing.
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
let next = 0;
const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const id = String(next++);
  const file = await open(path.join(folder, id), 'wx');
  await file.writeFile(Buffer.concat(chunks));
  await file.sync();
  await file.close();
  const entries = await open(folder);
  await entries.sync();
  await entries.close();
  response.end(id);
});
server.listen(0, '127.0.0.1', () => console.error(`http://127.0.0.1:${server.address().port}`));
