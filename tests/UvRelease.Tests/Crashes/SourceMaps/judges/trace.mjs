// What @jridgewell/trace-mapping reads in maps. In: {maps: [{path, queries: [[line, column], …]}]}, lines and columns from 0. Out: for each map a list of
// null or [source, line, column, name].
import { readFileSync } from 'node:fs'
import { AnyMap, originalPositionFor } from '@jridgewell/trace-mapping'

const { maps } = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(maps.map(({ path, queries }) => {
  const map = new AnyMap(readFileSync(path, 'utf8'))
  return queries.map(([line, column]) => {
    const found = originalPositionFor(map, { line: line + 1, column })
    return found.source === null ? null : [found.source, found.line - 1, found.column, found.name]
  })
})))
