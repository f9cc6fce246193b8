// What the app's template says of a signed feed: JSON in, a sentence as JSON out.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const { checkFeed } = createRequire(import.meta.url)('../../../action-templates/electron-app/signed-feeds.js')
try {
  console.log(JSON.stringify(`generation ${checkFeed(JSON.parse(readFileSync(0, 'utf8')))}`))
} catch (error) {
  if (error.code !== 'ERR_UPDATER_FEED_REFUSED') throw error
  console.log(JSON.stringify(error.message))
}
