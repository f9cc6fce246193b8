// What a change can break for arm64 without a word, found without compiling anything.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from './machine.mjs';

const text = file => readFileSync(path.join(root, file), 'utf8');

/** Constants of the code that calls libc: name, value on x64, value on arm64. */
function constants() {
  const sources = ['Libc.cs', 'Libc.Files.cs'].map(name => text(`src/UvRelease.Posix/${name}`)).join('');
  const constant = / public (?:const|static readonly) \w+ (\w+) = (?:.+ == Architecture\.Arm64 \? (\w+) : )?(-?\w+);/g;
  return [...sources.matchAll(constant)].map(([, name, arm64, x64]) => [name, x64, arm64 ?? x64]);
}

for (const [processor, compiler, column] of [['x64', 'gcc', 1], ['arm64', 'aarch64-linux-gnu-gcc', 2]]) {
  const skip = spawnSync(compiler, ['--version']).status === 0 ? false : `${compiler} is not installed`;
  test(`Every constant of libc is the one of ${processor}'s headers`, { skip }, () => {
    const headers = ['errno', 'fcntl', 'poll', 'signal', 'spawn', 'stdio', 'sys/file', 'sys/mman', 'sys/stat', 'sys/wait', 'unistd'];
    const all = constants();
    assert.ok(all.length > 35 && all.some(([name]) => name === 'O_DIRECTORY'));
    const asserts = all.map(row => `_Static_assert((long)${row[0]} == ${row[column]}, "${row[0]}");`);
    const source = ['#define _GNU_SOURCE', ...headers.map(name => `#include <${name}.h>`), ...asserts];
    const { status, stderr } = spawnSync(compiler, ['-fsyntax-only', '-x', 'c', '-'], { input: `${source.join('\n')}\n`, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
}

test('One property publishes every console for arm64: native ones by the cross compiler, the others ahead of time', () => {
  const properties = ['RuntimeIdentifier', 'PublishReadyToRun', 'PublishAot', 'CppCompilerAndLinker', 'OutputPath'];
  const of = project => {
    const options = ['-p:Configuration=Release', '-p:ConsoleRuntime=linux-arm64'];
    return JSON.parse(execFileSync('dotnet', ['msbuild', path.join(root, project), `-getProperty:${properties}`, ...options], { encoding: 'utf8' })).Properties;
  };
  const native = of('actions/release-notes'), compiler = process.arch === 'arm64' ? 'clang' : 'aarch64-linux-gnu-gcc';
  assert.deepEqual([native.RuntimeIdentifier, native.PublishAot, native.CppCompilerAndLinker], ['linux-arm64', 'true', compiler]);
  const other = of('actions/publish-channel');
  assert.deepEqual([other.RuntimeIdentifier, other.PublishReadyToRun], ['linux-arm64', 'true']);
  assert.match(other.OutputPath, /\/linux-arm64\/$/);
});

test('The lock file of every console holds for both processors', () => {
  const folders = [...readdirSync(path.join(root, 'actions')).map(name => `actions/${name}`), 'tools/electron-packaging'];
  const files = folders.map(folder => `${folder}/packages.lock.json`).filter(file => existsSync(path.join(root, file)));
  assert.ok(files.length > 2);
  for (const file of files) {
    const targets = Object.keys(JSON.parse(text(file)).dependencies);
    const others = file.includes('/regression/') ? ['net10.0/osx-arm64', 'net10.0/osx-x64', 'net10.0/win-x64'] : []; // runs outside of the image too
    assert.deepEqual(targets, ['net10.0', 'net10.0/linux-arm64', 'net10.0/linux-x64', ...others], file);
  }
});

test('The image compiles and loads on the processor that builds, and runs on the one it is for', () => {
  const stages = [...text('Dockerfile').matchAll(/^FROM (?:--platform=(\S+) )?\$\{\w+\} AS (\w+)$/gm)].map(([, platform, name]) => [name, platform]);
  const here = '$BUILDPLATFORM';
  assert.deepEqual(Object.fromEntries(stages), { projects: here, compiler: here, builder: here, node: undefined, runtime: undefined });
});

test('The packages of electron-builder in the image are the same for every processor', () => {
  const { packages } = JSON.parse(text('tools/electron-builder/package-lock.json'));
  assert.deepEqual(Object.entries(packages).filter(([, one]) => one.cpu ?? one.os ?? one.libc).map(([name]) => name), []);
});
