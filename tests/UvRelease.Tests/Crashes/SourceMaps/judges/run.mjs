// Runs programs by this Node. In: {runs: [[argument, …], …]}. Out: [{code, output, error}, …].
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { runs } = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(runs.map(run => {
  const { status, stdout, stderr } = spawnSync(process.execPath, run, { encoding: 'utf8', env: {} })
  return { code: status, output: stdout, error: stderr }
})))
