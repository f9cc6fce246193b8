const checkouts = document => document.steps.filter(({ step }) => /^actions\/checkout@/i.test(step.uses ?? ''));
const isOff = value => value === false || value === 'false';

/** @type {import('./rules.mjs').Rule[]} */
export const checkoutRules = [
  {
    id: 'artipacked', why: 'The token stays in .git/config, where later steps and uploaded artifacts find it.',
    check: document => checkouts(document).filter(({ step }) => !isOff(step.with?.['persist-credentials']))
      .map(({ path }) => ({ line: document.line(...path, 'uses'), message: "The checkout keeps its token. Add 'persist-credentials: false'." })),
  },
  {
    id: 'unsafe-pr-checkout', why: "It checks a stranger's code out where secrets are.",
    check: document => checkouts(document).filter(({ step }) => {
      const value = step.with?.['allow-unsafe-pr-checkout'];
      return value !== undefined && !isOff(value);
    }).map(({ path }) => ({ line: document.line(...path, 'with', 'allow-unsafe-pr-checkout'), message: "Remove 'allow-unsafe-pr-checkout'." })),
  },
];
