// Makes a history that is the same on every machine: side branches merged late, release lines, tags of three channels.
// usage: node bench/history/history.mjs COMMITS TAGS FOLDER
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { message, person, random } from './words.mjs';

const form = 3; // a new form makes new repositories

/** Folder of a bare repository with so many commits and tags; made once for all benchmarks of a machine. */
export async function history(commits, tags) {
  const folder = path.join(tmpdir(), `uv-release-bench-history-${form}-${commits}-${tags}.git`);
  if (!existsSync(folder)) {
    const part = `${folder}.${process.pid}.part`;
    await make(part, commits, tags);
    renameSync(part, folder);
  }
  return folder;
}

async function make(folder, commits, tags) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const environment = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args) => execFileSync('git', ['-C', folder, ...args], { env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  git('init', '--quiet', '--bare', '--initial-branch=main');
  const child = spawn('git', ['-C', folder, 'fast-import', '--quiet', '--depth=5'], { env: environment, stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(child, 'close');
  for (const text of stream(commits, tags)) if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  child.stdin.end('done\n');
  const [code] = await ended;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  git('repack', '-adq');
  git('pack-refs', '--all');
}

function* stream(commits, tags) {
  const next = random(commits);
  const version = versions();
  let second = 1_500_000_000, mark = 0, main = 0, tagged = 0, side = [];
  yield 'feature done\n';
  const commit = (ref, text, ...parents) => {
    second += 60 + next(600);
    const file = `packages/p${next(20)}/f${next(40)}.js`;
    const bytes = Buffer.from(text), content = `${++mark}\n`;
    const who = person(next);
    return `commit ${ref}\nmark :${mark}\nauthor ${who} ${second - next(5000)} +0100\ncommitter ${who} ${second} +0100\ndata ${bytes.length}\n${text}` +
      (parents[0] ? `from :${parents[0]}\n` : '') + parents.slice(1).map(parent => `merge :${parent}\n`).join('') +
      `M 100644 inline ${file}\ndata ${content.length}\n${content}\n`;
  };
  const tag = (name, at) => tagged % 3
    ? `reset refs/tags/${name}\nfrom :${at}\n\n`
    : `tag ${name}\nfrom :${at}\ntagger Rel Ease <release@example.com> ${second} +0000\ndata ${name.length}\n${name}\n`;
  while (mark < commits) {
    const number = mark + 1;
    if (side.length < 3 && main && next(100) < 4) side.push({ tip: main, left: 1 + next(next(10) ? 8 : 80) });
    if (side.length && next(100) < 40) {
      const branch = side[next(side.length)];
      if (branch.left-- > 0) {
        yield commit('refs/heads/work', message(next, number), branch.tip);
        branch.tip = mark;
      } else {
        yield commit('refs/heads/main', `Merge pull request #${number} from dev/topic-${number}\n\n${message(next, number)}`, main, branch.tip);
        main = mark;
        side = side.filter(other => other !== branch);
      }
    } else {
      yield commit('refs/heads/main', message(next, number), main);
      main = mark;
    }

    // The last commits stay unreleased, so that there is something to release.
    while (tagged < tags && main && tagged < Math.floor(((mark + 1) * tags) / (commits - 40))) {
      tagged++;
      yield tag(`v${version(next)}`, main);
    }
  }
  for (const branch of side) {
    yield commit('refs/heads/main', `Merge branch 'late-${branch.tip}'\n`, main, branch.tip);
    main = mark;
  }
}

// 4 canaries, a beta; after 4 betas the stable one; then a minor or, now and then, a major.
function versions() {
  let major = 1, minor = 0, canary = 0, beta = 0;
  return next => {
    if (canary < 4 * (beta + 1)) return `${major}.${minor}.0-canary.${++canary}`;
    if (beta < 4) return `${major}.${minor}.0-beta.${++beta}`;
    const stable = `${major}.${minor}.0`;
    [major, minor] = next(12) ? [major, minor + 1] : [major + 1, 0];
    canary = beta = 0;
    return stable;
  };
}

if (process.argv[1] === import.meta.filename) {
  const [commits, tags, folder] = process.argv.slice(2);
  if (!folder || existsSync(folder)) throw new Error(`'${folder}' exists, or is not given. Name a new folder.`);
  await make(path.resolve(folder), Number(commits), Number(tags));
}
