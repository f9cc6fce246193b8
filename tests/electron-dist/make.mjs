// Makes stand-in Electron distributions, one zip a platform, for electron-builder's `electronDist`: real programs of each platform in Electron's
// layout, filled up with numbers that are the same each time. The linux one runs apps (electron-shim.js). Same sources, same bytes. They are small, so that
// a test packs one in a second.
// usage: node make.mjs FOLDER   needs gcc, strip, zip, and `npm ci` here and in the folder of electron-builder
import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync, lutimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [target] = process.argv.slice(2), version = '45.4.1';
if (!target) throw new Error('usage: node make.mjs FOLDER');
const output = resolve(target);
const packages = join(here, 'node_modules');
const builder = createRequire(join(here, '../../tools/electron-builder/package.json'));
const time = new Date('2020-01-01T00:00:00Z');

const sources = ['make.mjs', 'launcher.c', 'electron-shim.js', 'package-lock.json'].map(file => readFileSync(join(here, file)));
const key = createHash('sha256').update(version).update(Buffer.concat(sources)).digest('hex');
const stamp = join(output, '.made-of');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) process.exit(0);

const filler = (name, length) => createCipheriv('aes-128-ctr', createHash('md5').update(name).digest(), Buffer.alloc(16)).update(Buffer.alloc(length));
const put = (path, content, mode = 0o644) => { mkdirSync(dirname(path), { recursive: true }); writeFileSync(path, content); chmodSync(path, mode); };
const copy = (from, to, mode) => { mkdirSync(dirname(to), { recursive: true }); cpSync(from, to, { recursive: true }); if (mode) chmodSync(to, mode); };
const link = (target, path) => symlinkSync(target, path);

function documents(folder) {
  put(join(folder, 'version'), version);
  put(join(folder, 'LICENSE'), 'A stand-in for Electron, made for tests.\n');
  put(join(folder, 'LICENSES.chromium.html'), '<!doctype html><title>Licences</title>\n');
}

const foreignPrograms = [
  ['electron', '@esbuild/linux-arm64/bin/esbuild'],
  ...['libffmpeg.so', 'libEGL.so', 'libGLESv2.so', 'libvk_swiftshader.so', 'chrome_crashpad_handler', 'chrome-sandbox'].map(name => [name, '@parcel/watcher-linux-arm64-glibc/watcher.node']),
];

/** Of this machine's processor: what runs, starts apps. */
function linuxPrograms(folder) {
  execFileSync('gcc', ['-O2', '-Wl,--build-id=none', '-o', join(folder, 'electron'), join(here, 'launcher.c')]);
  execFileSync('strip', ['-s', join(folder, 'electron')]);
  copy(join(here, 'electron-shim.js'), join(folder, 'electron-shim.js'));
  for (const library of ['libffmpeg', 'libEGL', 'libGLESv2', 'libvk_swiftshader']) {
    execFileSync('gcc', ['-shared', '-Wl,--build-id=none', '-x', 'c', '-o', join(folder, `${library}.so`), '/dev/null']);
  }
  for (const program of ['chrome_crashpad_handler', 'chrome-sandbox']) copy('/bin/true', join(folder, program), 0o755);
}

function linux(folder, arch) {
  documents(folder);
  for (const language of ['en-US', 'de', 'fr']) put(join(folder, `locales/${language}.pak`), filler(language, 200_000));
  put(join(folder, 'icudtl.dat'), filler('icudtl', 1_000_000));
  put(join(folder, 'resources.pak'), filler('resources', 500_000));
  put(join(folder, 'chrome_100_percent.pak'), filler('100', 150_000));
  put(join(folder, 'chrome_200_percent.pak'), filler('200', 250_000));
  put(join(folder, 'snapshot_blob.bin'), filler('snapshot', 300_000));
  put(join(folder, 'v8_context_snapshot.bin'), filler('context', 700_000));
  mkdirSync(join(folder, 'resources'), { recursive: true });
  if (arch === 'x64') linuxPrograms(folder);
  // Of another processor: programs to look at, which nothing here starts.
  else for (const [name, program] of foreignPrograms) copy(join(packages, program), join(folder, name), 0o755);
  chmodSync(join(folder, 'chrome-sandbox'), 0o4755);
}

function windows(folder, arch, defaultApp) {
  documents(folder);
  for (const language of ['en-US', 'de', 'fr']) put(join(folder, `locales/${language}.pak`), filler(language, 200_000));
  put(join(folder, 'icudtl.dat'), filler('icudtl', 1_000_000));
  put(join(folder, 'resources.pak'), filler('resources', 500_000));
  put(join(folder, 'v8_context_snapshot.bin'), filler('context', 700_000));
  put(join(folder, 'resources/default_app.asar'), defaultApp);
  copy(join(packages, `@esbuild/win32-${arch}/esbuild.exe`), join(folder, 'electron.exe'));
  for (const library of ['ffmpeg', 'libEGL', 'libGLESv2', 'vk_swiftshader']) copy(join(packages, `@parcel/watcher-win32-${arch}/watcher.node`), join(folder, `${library}.dll`));
}

function propertyList(path, name, identifier, type = 'APPL') {
  const values = {
    CFBundleDisplayName: name, CFBundleExecutable: name, CFBundleIdentifier: identifier, CFBundleName: name, CFBundlePackageType: type,
    CFBundleShortVersionString: version, CFBundleVersion: version, LSMinimumSystemVersion: '12.0',
  };
  const pairs = Object.entries(values).map(([key, value]) => `\t<key>${key}</key>\n\t<string>${value}</string>\n`).join('');
  put(path, '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
    + `"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>\n${pairs}</dict>\n</plist>\n`);
}

function framework(folder, name, identifier, binary, folders) {
  const inner = join(folder, 'Versions/A');
  copy(binary, join(inner, name), 0o755);
  propertyList(join(inner, 'Resources/Info.plist'), name, identifier, 'FMWK');
  link('A', join(folder, 'Versions/Current'));
  for (const part of [name, 'Resources', ...folders]) link(`Versions/Current/${part}`, join(folder, part));
  return inner;
}

function mac(folder, arch, defaultApp) {
  // Two large programs, as in Electron; the rest is small, so that a build of two processors takes seconds.
  const program = join(packages, `@esbuild/darwin-${arch}/bin/esbuild`), small = join(packages, `@parcel/watcher-darwin-${arch}/watcher.node`);
  const contents = join(folder, 'Electron.app/Contents');
  documents(folder);
  propertyList(join(contents, 'Info.plist'), 'Electron', 'com.github.Electron');
  put(join(contents, 'PkgInfo'), 'APPL????');
  copy(program, join(contents, 'MacOS/Electron'), 0o755);
  put(join(contents, 'Resources/electron.icns'), filler('icns', 1000));
  put(join(contents, 'Resources/default_app.asar'), defaultApp);
  for (const language of ['en', 'de']) mkdirSync(join(contents, `Resources/${language}.lproj`), { recursive: true });
  const frameworks = join(contents, 'Frameworks');
  const inner = join(frameworks, 'Electron Framework.framework/Versions/A');
  for (const library of ['libffmpeg', 'libEGL', 'libGLESv2', 'libvk_swiftshader']) copy(small, join(inner, `Libraries/${library}.dylib`), 0o755);
  copy(small, join(inner, 'Helpers/chrome_crashpad_handler'), 0o755);
  put(join(inner, 'Resources/icudtl.dat'), filler('icudtl', 1_000_000));
  put(join(inner, 'Resources/resources.pak'), filler('resources', 500_000));
  put(join(inner, `Resources/v8_context_snapshot.${arch === 'x64' ? 'x86_64' : arch}.bin`), filler(arch, 700_000));
  for (const language of ['en', 'de']) put(join(inner, `Resources/${language}.lproj/locale.pak`), filler(language, 200_000));
  framework(join(frameworks, 'Electron Framework.framework'), 'Electron Framework', 'com.github.Electron.framework', program, ['Libraries', 'Helpers']);
  for (const name of ['Mantle', 'ReactiveObjC', 'Squirrel']) framework(join(frameworks, `${name}.framework`), name, `org.example.${name}`, small, []);
  copy(small, join(frameworks, 'Squirrel.framework/Versions/A/Resources/ShipIt'), 0o755);
  for (const part of ['', ' (GPU)', ' (Renderer)', ' (Plugin)']) {
    const name = `Electron Helper${part}`;
    copy(small, join(frameworks, `${name}.app/Contents/MacOS/${name}`), 0o755);
    propertyList(join(frameworks, `${name}.app/Contents/Info.plist`), name, 'com.github.Electron.helper');
    put(join(frameworks, `${name}.app/Contents/PkgInfo`), 'APPL????');
  }
}

// Every entry below a folder, parents first, in the order of their names; with one time for all.
function entries(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap(entry => {
    const name = join(below, entry.name);
    const inner = entry.isDirectory() ? entries(folder, name) : [];
    lutimesSync(join(folder, name), time, time);
    return [entry.isDirectory() ? `${name}/` : name, ...inner];
  });
}

const work = `${output}.part`;
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
put(join(work, 'default_app/package.json'), '{ "name": "default-app", "main": "main.js" }\n');
put(join(work, 'default_app/main.js'), '// nothing to start\n');
await builder('@electron/asar').createPackage(join(work, 'default_app'), join(work, 'default_app.asar'));
const defaultApp = readFileSync(join(work, 'default_app.asar'));
const makers = {
  'linux-x64': folder => linux(folder, 'x64'), 'linux-arm64': folder => linux(folder, 'arm64'),
  'win32-x64': folder => windows(folder, 'x64', defaultApp), 'win32-arm64': folder => windows(folder, 'arm64', defaultApp),
  'darwin-x64': folder => mac(folder, 'x64', defaultApp), 'darwin-arm64': folder => mac(folder, 'arm64', defaultApp),
};
for (const [name, make] of Object.entries(makers)) {
  const folder = join(work, name);
  mkdirSync(folder);
  make(folder);
  const zip = join(work, `electron-v${version}-${name}.zip`);
  execFileSync('zip', ['-q', '-X', '-y', '-1', zip, '-@'], { cwd: folder, input: entries(folder).join('\n'), env: { ...process.env, TZ: 'UTC' } });
  rmSync(folder, { recursive: true });
}
rmSync(join(work, 'default_app'), { recursive: true });
rmSync(join(work, 'default_app.asar'));
writeFileSync(join(work, '.made-of'), key);
rmSync(output, { recursive: true, force: true });
mkdirSync(dirname(output), { recursive: true });
renameSync(work, output);
