// Bundles programs with esbuild. In: {entries: [path or package], folder, options}. Out: paths of the maps.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, extname } from 'node:path'
import { build } from 'esbuild'

const require = createRequire(import.meta.url)
const { entries, folder, options } = JSON.parse(readFileSync(0, 'utf8'))
const maps = []
for (const entry of entries) {
  const path = entry.startsWith('/') ? entry : require.resolve(entry)
  const outfile = join(folder, `${basename(path, extname(path))}.js`)
  await build({ entryPoints: [path], outfile, bundle: true, minify: true, sourcemap: 'linked', platform: 'node', logLevel: 'error', ...options })
  maps.push(`${outfile}.map`)
}
console.log(JSON.stringify(maps))
