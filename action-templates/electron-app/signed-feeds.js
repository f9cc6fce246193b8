'use strict';
// Takes updates of signed feeds alone, on electron-updater 6: whoever can write to the bucket can then neither offer an older version, nor let the
// feed stand still, nor offer anything of his own.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const TYPE = 'application/vnd.uv-release.feed+json';

class FeedRefused extends Error {
  constructor(message) {
    super(message);
    this.code = 'ERR_UPDATER_FEED_REFUSED';
  }
}

/**
 * Checks the signature of a feed. Throws unless one of the keys signed these bytes, for this feed, until later than now, and no older generation than seen.
 *
 * @param {object} options
 * @param {string} options.text the feed as it was read
 * @param {string} options.envelope its signature (`….yml.sig.json`)
 * @param {string[]} options.publicKeys public keys in PEM; any of them may have signed
 * @param {string} options.file end of the feed's key: `beta/latest-linux.yml`
 * @param {number} [options.seen] newest generation that was taken
 * @param {number} [options.now] time in milliseconds
 * @returns {number} the generation
 */
function checkFeed({ text, envelope, publicKeys, file, seen = 0, now = Date.now() }) {
  let payload;
  try {
    const { payload: encoded, payloadType, signatures } = JSON.parse(envelope);
    const bytes = Buffer.from(encoded, 'base64');
    const signed = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${bytes.length} `), bytes]);
    const isSigned = payloadType === TYPE && signatures.some(({ sig }) =>
      publicKeys.some(key => crypto.verify(null, signed, key, Buffer.from(sig, 'base64'))));
    if (!isSigned) throw new FeedRefused('The feed is signed by nobody who may sign it.');
    payload = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw error instanceof FeedRefused ? error : new FeedRefused(`The signature of the feed can't be read: ${error.message}`);
  }
  if (typeof payload.feed !== 'string' || !`/${payload.feed}`.endsWith(`/${file}`)) throw new FeedRefused(`The signature is for the feed ${payload.feed}.`);
  if (payload.sha256 !== crypto.createHash('sha256').update(text, 'utf8').digest('hex')) throw new FeedRefused('The feed is not the one that was signed.');
  if (!(Date.parse(payload.expires) > now)) throw new FeedRefused(`The feed's signature has ended at ${payload.expires}.`);
  if (!Number.isInteger(payload.generation) || payload.generation < seen)
    throw new FeedRefused(`The feed is of generation ${payload.generation}, and ${seen} was there already.`);
  return payload.generation;
}

/**
 * A provider for electron-updater: `autoUpdater.setFeedURL({ provider: 'custom', updateProvider: signedProvider({ … }), url })`.
 *
 * @param {object} options
 * @param {Function} options.GenericProvider electron-updater's: `require('electron-updater/out/providers/GenericProvider').GenericProvider`
 * @param {string[]} options.publicKeys public keys in PEM: the one that signs, and the next one
 * @param {string} options.userData the app's `app.getPath('userData')`, where the newest generation is kept
 * @param {{now: () => number, wait: (milliseconds: number) => Promise<void>}} [options.clock] for tests
 */
function signedProvider({ GenericProvider, publicKeys, userData, clock }) {
  const { now = Date.now, wait = milliseconds => new Promise(done => setTimeout(done, milliseconds)) } = clock ?? {};
  const memory = path.join(userData, '.updaterFeeds.json');

  const remembered = () => {
    try {
      const all = JSON.parse(fs.readFileSync(memory, 'utf8'));
      return all !== null && typeof all === 'object' ? all : {};
    } catch {
      return {};
    }
  };

  return class SignedProvider extends GenericProvider {
    // What getLatestVersion reads the feed by.
    async httpRequest(url, ...rest) {
      for (let attempt = 1; ; attempt++) {
        const text = await super.httpRequest(url, ...rest);
        if (!url.pathname.endsWith('.yml')) return text;
        const beside = new URL(url);
        beside.pathname += '.sig.json';
        try {
          const envelope = await super.httpRequest(beside, ...rest);
          const seen = remembered();
          const file = url.pathname.split('/').slice(-2).join('/');
          const generation = checkFeed({ text, envelope, publicKeys, file, seen: seen[url.pathname], now: now() });
          if (generation !== seen[url.pathname]) {
            fs.mkdirSync(userData, { recursive: true });
            fs.writeFileSync(memory, JSON.stringify({ ...seen, [url.pathname]: generation }));
          }
          return text;
        } catch (error) {
          // Who writes a feed writes its signature a moment later.
          if (attempt === 3) throw error;
          await wait(attempt * 1000);
        }
      }
    }
  };
}

module.exports = { checkFeed, signedProvider };
