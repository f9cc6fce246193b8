// Block maps of files by both makers that there are: app-builder-lib (JavaScript) and app-builder (Go). { files, folder } in; the JSON of each out.
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
const builder = createRequire(new URL('../../../../tools/electron-builder/package.json', import.meta.url));
const { buildBlockMap } = builder('app-builder-lib/out/targets/blockmap/blockmap.js');
const go = path.join(path.dirname(require.resolve('app-builder-bin/package.json')), 'linux/x64/app-builder');
chmodSync(go, 0o755);
const { files, folder } = JSON.parse(await text(process.stdin));
const answers = [];
for (const [i, file] of files.entries()) {
  const js = path.join(folder, `${i}.js.blockmap`), output = path.join(folder, `${i}.go.blockmap`);
  const result = await buildBlockMap(file, 'gzip', js);
  execFileSync(go, ['blockmap', '--input', file, '--output', output]);
  answers.push({ js: gunzipSync(readFileSync(js)).toString(), go: gunzipSync(readFileSync(output)).toString(), size: result.size, sha512: result.sha512 });
}
process.stdout.write(JSON.stringify(answers));
