// The real commitlint: { rules, messages } on standard input, for each message the rules it breaks on standard output.
import { text } from 'node:stream/consumers';
import conventional from '@commitlint/config-conventional';
import lint from '@commitlint/lint';
import preset from 'conventional-changelog-conventionalcommits';

const { rules, messages } = JSON.parse(await text(process.stdin));
const { parser: parserOpts } = await preset();
const merged = { ...conventional.rules, ...rules };
const verdicts = [];
for (const message of messages) {
  const { errors, warnings } = await lint(message, merged, { parserOpts, defaultIgnores: false });
  verdicts.push([...errors.map(({ name }) => `error ${name}`), ...warnings.map(({ name }) => `warning ${name}`)].sort());
}
process.stdout.write(JSON.stringify(verdicts));
