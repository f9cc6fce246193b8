import { cacheRules } from './cache.mjs';
import { checkoutRules } from './checkout.mjs';
import { conditionRules } from './conditions.mjs';
import { containerActionRules } from './container-action.mjs';
import { definitionRules } from './definition.mjs';
import { injectionRules } from './injection.mjs';
import { permissionRules } from './permissions.mjs';
import { referenceRules } from './references.mjs';
import { secretRules } from './secrets.mjs';

/**
 * A security rule.
 * @typedef {object} Rule
 * @property {string} id as zizmor calls it, where zizmor has it
 * @property {string} why
 * @property {'warning'} [level] findings do not fail the check
 * @property {(document: import('./document.mjs').SecurityDocument) => Array<{line: number, message: string}>} check
 */

/** @type {Rule[]} */
export const RULES = [
  ...referenceRules, ...definitionRules, ...permissionRules, ...secretRules, ...checkoutRules, ...injectionRules, ...conditionRules,
  ...cacheRules, ...containerActionRules,
];

/**
 * Applies all rules.
 * @param {import('./document.mjs').SecurityDocument} document
 * @returns {Array<{id: string, level: 'error' | 'warning', line: number, message: string, why: string}>} by line
 */
export function findingsOf(document) {
  return RULES.flatMap(rule => rule.check(document).map(finding => ({ id: rule.id, level: rule.level ?? 'error', why: rule.why, ...finding })))
    .sort((a, b) => a.line - b.line || (a.id < b.id ? -1 : 1));
}
