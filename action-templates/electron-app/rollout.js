'use strict';
// Feeds by bucket: with publish.fallback-feeds on, a client outside a rollout still gets the release before it. Nothing in here throws into the app.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const BUCKETS = 100;
const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id that electron-updater keeps for rollouts in `<userData>/.updaterId`; made where there is none, so that both use the same. */
function updaterId(userData) {
  const file = path.join(userData, '.updaterId');
  try {
    const id = fs.readFileSync(file, 'utf8').trim();
    if (FORM.test(id)) return id;
  } catch {
    // There is none yet.
  }
  const id = crypto.randomUUID();
  try {
    fs.mkdirSync(userData, { recursive: true });
    fs.writeFileSync(file, id);
  } catch {
    // Then it is another one next time.
  }
  return id;
}

/** Bucket of an id, 0 to 99: the share of its last four bytes, as electron-updater compares it with stagingPercentage. */
function bucketOf(id) {
  const share = Number.parseInt(id.replaceAll('-', '').slice(24), 16) / 0xffffffff;
  let bucket = Math.min(BUCKETS - 1, Math.floor(share * BUCKETS));
  // The product may be rounded to the other side of a whole number.
  while (bucket > 0 && share < bucket / BUCKETS) bucket--;
  while (bucket < BUCKETS - 1 && share >= (bucket + 1) / BUCKETS) bucket++;
  return bucket;
}

/**
 * Address of the feed that a client asks for.
 *
 * @param {object} options
 * @param {string} options.feeds address of the store's folder feeds
 * @param {string} options.channel the channel that the user follows
 * @param {string} options.userData the app's `app.getPath('userData')`
 * @param {string} [options.cohort] cohort of the user, whose feeds take the place of the bucket's
 */
function feedUrl({ feeds, channel, userData, cohort }) {
  const group = cohort ?? String(bucketOf(updaterId(userData))).padStart(2, '0');
  return `${feeds.replace(/\/+$/, '')}/${channel}/${group}`;
}

module.exports = { bucketOf, feedUrl, updaterId };
