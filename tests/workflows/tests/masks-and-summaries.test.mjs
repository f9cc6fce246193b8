import assert from 'node:assert/strict';
import test from 'node:test';
import { messages, run, stepsWorkflow } from './sandbox.mjs';

test('secrets and add-mask values appear neither in log nor report', async () => {
  const { log, report, step } = await run(stepsWorkflow(`
- run: |
    echo "token $TOKEN and $(printf %s "u:$TOKEN" | base64 -w0)"
    later="later-$((6 * 7))"
    echo "::add-mask::$later"
    echo "now $later"
    echo "# Summary with $TOKEN" >> "$GITHUB_STEP_SUMMARY"
  env: {TOKEN: "\${{ secrets.TOKEN }}"}
  id: see
`), { secrets: { TOKEN: 'abcdefgh-12345' } });
  const all = log + JSON.stringify(report);
  assert.equal(report.conclusion, 'success');
  for (const secret of ['abcdefgh-12345', 'later-42', Buffer.from('u:abcdefgh-12345').toString('base64').slice(4, 16)]) assert.ok(!all.includes(secret), secret);
  assert.equal(step('only', 'see').summary, '# Summary with ***\n');
});

test('a job output that holds a secret is dropped with a warning', async () => {
  const { job } = await run(stepsWorkflow('- {id: a, run: \'echo "v=x-$T" >> $GITHUB_OUTPUT; echo "w=fine" >> $GITHUB_OUTPUT\', env: {T: "${{ secrets.T }}"}}',
    'outputs: {v: "${{ steps.a.outputs.v }}", w: "${{ steps.a.outputs.w }}"}'), { secrets: { T: 'hidden-value' } });
  assert.deepEqual(job('only').outputs, { w: 'fine' });
  assert.match(messages(job('only'))[0], /Skip output 'v' since it may contain secret/);
});

test('hostile text between stop-commands does nothing', async () => {
  const { log, step } = await run(stepsWorkflow(`
- id: hostile
  run: |
    echo "::stop-commands::8f14e45f-ceea"
    printf '%s\\n' "$TITLE"
    echo "::8f14e45f-ceea::"
    echo "channel is stable"
  env:
    TITLE: "fix: ##[add-mask]stable %0A::error::fake\\n::set-output name=x::y"
`));
  assert.match(log, /channel is stable/);
  assert.deepEqual(messages(step('only', 'hostile')), []);
  assert.deepEqual(step('only', 'hostile').outputs, {});
});

test('without stop-commands hostile text is obeyed, as on GitHub', async () => {
  const { log } = await run(stepsWorkflow('- {run: \'printf "%s\\n" "$TITLE" "channel is stable"\', env: {TITLE: "fix: ##[add-mask]stable"}}'));
  assert.match(log, /channel is \*\*\*/);
});

test('a hostile carriage return starts a line and so can start a command', async () => {
  const { step } = await run(stepsWorkflow("- {id: a, run: 'printf \"x\\r::notice::hidden\\n\"'}"));
  assert.deepEqual(messages(step('only', 'a')), ['notice: hidden']);
});

test('escape sequences of foreign text are not shown, but command values keep them', async () => {
  const { log } = await run(stepsWorkflow("- run: \"printf 'a\\\\a\\\\bb\\\\n'\""));
  assert.match(log, /^ +ab$/m);
});

test('annotations are relative to the repository, limited and cut', async () => {
  const { step } = await run(stepsWorkflow(`
- id: many
  run: |
    for i in $(seq 1 12); do echo "::warning file=$GITHUB_WORKSPACE/src/a.cs,line=$i::w$i"; done
    echo "::error file=/etc/passwd::outside"
    echo "::debug::hidden"
`));
  const { annotations } = step('only', 'many');
  assert.equal(annotations.length, 11);
  assert.deepEqual(annotations[0], { level: 'warning', message: 'w1', file: 'src/a.cs', line: '1' });
  assert.equal(annotations.at(-1).file, '/etc/passwd');
});

test('debug lines show only with ACTIONS_STEP_DEBUG', async () => {
  const workflow = stepsWorkflow('- run: "echo ::debug::detail; echo debug=$RUNNER_DEBUG"');
  assert.doesNotMatch((await run(workflow)).log, /##\[debug\]detail/);
  assert.match((await run(workflow, { vars: { ACTIONS_STEP_DEBUG: 'true' } })).log, /##\[debug\]detail[\s\S]*debug=1/);
});

test('a broken output file fails the step although its script succeeded', async () => {
  const { step } = await run(stepsWorkflow('- {id: bad, run: \'echo "good=1" >> $GITHUB_OUTPUT; echo nonsense >> $GITHUB_OUTPUT; echo "E=1" >> $GITHUB_ENV\'}\n- {id: next, if: always(), run: "test $E = 1"}'));
  assert.deepEqual([step('only', 'bad').outcome, step('only', 'next').outcome], ['failure', 'success']);
  assert.match(messages(step('only', 'bad'))[0], /Unable to process file command 'output' successfully/);
});

test('a summary that is too large is an error annotation and is not kept', async () => {
  const { step } = await run(stepsWorkflow('- {id: big, run: \'head -c 1048577 /dev/zero | tr "\\0" x >> $GITHUB_STEP_SUMMARY\'}'));
  assert.equal(step('only', 'big').outcome, 'success');
  assert.equal(step('only', 'big').summary, undefined);
  assert.match(messages(step('only', 'big'))[0], /upload aborted/);
});

test('two runs give the same report', async () => {
  const workflow = stepsWorkflow('- {id: a, run: \'echo "v=$GITHUB_WORKSPACE $RUNNER_TEMP" >> $GITHUB_OUTPUT\'}');
  assert.deepEqual((await run(workflow)).report, (await run(workflow)).report);
});
