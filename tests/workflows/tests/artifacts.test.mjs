import assert from 'node:assert/strict';
import test from 'node:test';
import { messages, run, stepsWorkflow } from './sandbox.mjs';

const MAKE = '- run: mkdir -p out/deep other && echo a > out/a.txt && echo b > out/deep/b.txt && echo c > other/c.log && echo h > out/.hidden && chmod +x out/a.txt && ln -s a.txt out/link.txt\n';
const upload = (inputs, id = 'up') => `- {id: ${id}, uses: actions/upload-artifact@v7, with: {${inputs}}}\n`;
const download = (inputs = '') => `- {id: down, uses: actions/download-artifact@v7, with: {${inputs}}}\n`;
const show = '- {id: see, run: \'mkdir -p got && echo "v="$(find got -type f | sort) >> $GITHUB_OUTPUT\'}\n';
const go = steps => run(stepsWorkflow(MAKE + steps));
const filesOf = (report, name) => report.artifacts.find(artifact => artifact.name === name)?.files;

const roots = [
  ['one folder gives its content', 'path: out', ['a.txt', 'deep/b.txt', 'link.txt']],
  ['a folder with a slash does too', 'path: out/', ['a.txt', 'deep/b.txt', 'link.txt']],
  ['one file gives that file alone', 'path: out/deep/b.txt', ['b.txt']],
  ['a wildcard keeps what is below its fixed part', 'path: "out/**/*.txt"', ['a.txt', 'deep/b.txt', 'link.txt']],
  ['several paths share their least common ancestor', 'path: "out/deep\\nother"', ['other/c.log', 'out/deep/b.txt']],
  ['an exclusion leaves files out', 'path: "out\\n!out/deep"', ['a.txt', 'link.txt']],
  ['an exclusion with a wildcard does too', 'path: "out\\n!**/*.txt\\nother"', ['other/c.log']],
  ['hidden files are taken on request', 'path: out/.hidden, include-hidden-files: true', ['.hidden']],
];
for (const [name, inputs, expected] of roots) {
  test(name, async () => {
    const { report, step } = await go(upload(`name: x, ${inputs}`));
    assert.deepEqual(filesOf(report, 'x'), expected);
    assert.match(step('only', 'up').outputs['artifact-digest'], /^[0-9a-f]{64}$/);
    assert.equal(step('only', 'up').outputs['artifact-id'], '1');
  });
}

test('files come back with their content but without their modes, and links as files', async () => {
  const { conclusion } = await go(`${upload('path: out')}${download('name: artifact, path: got')}- run: test "$(cat got/a.txt)" = a && test ! -x got/a.txt && test ! -L got/link.txt\n`);
  assert.equal(conclusion, 'success');
});

const downloads = [
  ['a named artifact goes straight into the folder', 'name: one, path: got', 'got/a.txt'],
  ['all artifacts go into a folder each', 'path: got', 'got/one/a.txt got/two/c.log'],
  ['a pattern that one artifact matches puts it straight into the folder', 'pattern: t*, path: got', 'got/c.log'],
  ['a pattern that several match gives each a folder', 'pattern: "?[nw]*", path: got', 'got/one/a.txt got/two/c.log'],
  ['braces name them exactly', 'pattern: "{one,two,on,tw}", path: got', 'got/one/a.txt got/two/c.log'],
  ['braces of one name stand for themselves', 'pattern: "{one}", path: got', ''],
  ['a name that begins like another one is not it', 'pattern: on, path: got', ''],
  ['merge-multiple puts them together', 'pattern: "*", path: got, merge-multiple: true', 'got/a.txt got/c.log'],
  ['a single id goes straight into the folder', 'artifact-ids: 2, path: got', 'got/c.log'],
  ['two ids go into a folder each', 'artifact-ids: "1,2", path: got', 'got/one/a.txt got/two/c.log'],
  ['an id that is not there is left out with a warning', 'artifact-ids: "1,7", path: got', 'got/a.txt'],
  ['without a token another run is not asked', 'name: one, run-id: 7, path: got', 'got/a.txt'],
];
for (const [name, inputs, expected] of downloads) {
  test(name, async () => {
    const { step } = await go(upload('name: one, path: out/a.txt') + upload('name: two, path: other/c.log', 'up2') + download(inputs) + show);
    assert.equal(step('only', 'see').outputs.v, expected);
    assert.equal(step('only', 'down').outputs['download-path']?.endsWith('/got') ?? false, expected !== '');
    assert.equal(step('only', 'down').outcome, 'success');
  });
}

test('a name is uploaded once, unless it is overwritten', async () => {
  const twice = await go(upload('name: x, path: out/a.txt') + upload('name: x, path: other', 'again'));
  assert.match(messages(twice.step('only', 'again'))[0], /\(409\) Conflict: an artifact with this name already exists/);
  const over = await go(upload('name: x, path: out/a.txt') + upload('name: x, path: other, overwrite: true', 'again'));
  assert.deepEqual([filesOf(over.report, 'x'), over.step('only', 'again').outputs['artifact-id']], [['c.log'], '2']);
});

test('artifacts move between jobs and called workflows', async () => {
  const { conclusion } = await run(`${stepsWorkflow(MAKE + upload('name: x, path: out/a.txt'))}  next:\n    needs: only\n    uses: ./.github/workflows/called.yml\n`, {
    files: { '.github/workflows/called.yml': stepsWorkflow(`${download('name: x')}- run: test "$(cat a.txt)" = a`).replace('workflow_dispatch', 'workflow_call') },
  });
  assert.equal(conclusion, 'success');
});

const refusals = [
  ['nothing found is a warning by default', upload('name: x, path: none'), 'success', /^warning: No files were found with the provided path: none/],
  ['nothing found is an error on request', upload('name: x, path: none, if-no-files-found: error'), 'failure', /^error: No files were found/],
  ['an unknown answer to nothing found is refused', upload('name: x, path: none, if-no-files-found: shrug'), 'failure', /Available options: warn, error, ignore/],
  ['a name with a slash is refused', upload('name: a/b, path: out'), 'failure', /artifact name is not valid: a\/b/],
  ['an unknown input is refused', upload('nmae: a, path: out'), 'failure', /Unexpected input 'nmae'/],
  ['a path is required', upload('name: a'), 'failure', /Input required and not supplied: path/],
];
for (const [name, steps, outcome, expected] of refusals) {
  test(name, async () => {
    const { step } = await go(steps);
    assert.equal(step('only', 'up').outcome, outcome);
    assert.match(messages(step('only', 'up'))[0], expected);
  });
}

test('an artifact that nobody uploaded is an error', async () => {
  const { step } = await go(download('name: ghost'));
  assert.match(messages(step('only', 'down'))[0], /Artifact not found for name: ghost/);
});

test('the digest depends on names and contents only', async () => {
  const digest = async steps => (await go(steps)).report.artifacts[0].digest;
  assert.equal(await digest(upload('name: x, path: out')), await digest(upload('name: y, path: out')));
  assert.notEqual(await digest(upload('name: x, path: out')), await digest(upload('name: x, path: out/deep')));
});
