// What electron-updater's own YAML reader makes of texts. In: JSON list of YAML texts on stdin. Out: JSON list of what they hold.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { load } = createRequire(new URL('../../electron-app/package.json', import.meta.url))('js-yaml')
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(text => load(text))))
