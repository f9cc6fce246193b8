/** @type {import('./rules.mjs').Rule[]} */
export const conditionRules = [
  {
    id: 'unsound-condition', why: 'Text around ${{ }} makes the condition a text that is not empty, which is always true.',
    check: document => conditions(document).filter(({ text }) => /\$\{\{/.test(text) && !isOneExpression(text))
      .map(({ text, line }) => ({ line, message: `The condition '${text.trim()}' is always true. Write the whole of it inside or outside of \${{ }}, on one line.` })),
  },
  {
    id: 'bot-conditions', why: 'github.actor is who acted last, not who wrote the commits; anyone can make a bot act.',
    check: document => conditions(document).filter(({ text }) => /(?:github\.(?:triggering_)?actor|github\.event\.[\w.]*sender\.login)\s*[!=]=\s*'[^']*\[bot\]'/.test(text))
      .map(({ text, line }) => ({ line, message: `The condition '${text.trim()}' trusts an actor's name. Compare github.event.pull_request.user.login.` })),
  },
];

// A block scalar keeps the line break behind the expression, and that is text too; so nothing is trimmed.
const isOneExpression = text => text.startsWith('${{') && text.endsWith('}}') && text.indexOf('}}') === text.length - 2;

function conditions(document) {
  const found = [];
  const take = (value, ...path) => { if (typeof value === 'string') found.push({ text: value, line: document.line(...path) }); };
  for (const { id, job } of document.jobs) take(job.if, 'jobs', id, 'if');
  for (const { step, path } of document.steps) take(step.if, ...path, 'if');
  for (const key of ['pre-if', 'post-if']) take(document.content.runs?.[key], 'runs', key);
  return found;
}
