import { evaluate } from './evaluate.mjs';
import { evaluateTemplate, multilineText } from './template-text.mjs';
import { toText } from './values.mjs';

// Numbers of `templateTokenType` in @actions/workflow-parser.
const STRING = 0, SEQUENCE = 1, MAPPING = 2, EXPRESSION = 3, INSERT = 4, BOOLEAN = 5, NUMBER = 6, NULL = 7;

/**
 * Evaluates a parsed piece of YAML to a plain value: every `${{ }}` in it is replaced by its result.
 * @param {object | undefined} token token tree of @actions/workflow-parser
 * @param {import('./evaluate.mjs').Scope} scope
 */
export function valueOf(token, scope) {
  switch (token?.templateTokenType) {
    case undefined: return undefined;
    case STRING: case BOOLEAN: case NUMBER: return token.value;
    case NULL: return null;
    case EXPRESSION: return expressionValue(token, scope);
    case SEQUENCE: return [...token].map(item => valueOf(item, scope));
    case MAPPING: return mappingValue(token, scope);
    default: throw new Error(`The YAML holds a token of the unknown kind ${token.templateTokenType}; the parser is newer than this executor.`);
  }
}

function expressionValue(token, scope) {
  const text = multilineText(token);
  return text === undefined ? evaluate(token.expression, scope) : evaluateTemplate(text, scope);
}

function mappingValue(token, scope) {
  const result = {};
  for (const { key, value } of token) {
    // `${{ insert }}: ${{ expression }}` merges an object into the mapping.
    if (key.templateTokenType === INSERT) Object.assign(result, valueOf(value, scope));
    else result[toText(valueOf(key, scope))] = valueOf(value, scope);
  }
  return result;
}

/**
 * Evaluates a token to text, as GitHub does for `name`, `run` and the like.
 * @param {object | undefined} token
 * @param {import('./evaluate.mjs').Scope} scope
 */
export function textOf(token, scope) {
  return toText(valueOf(token, scope));
}

/**
 * Evaluates a mapping whose values are all text (`env`, `with`, `outputs`).
 * @param {object | undefined} token
 * @param {import('./evaluate.mjs').Scope} scope
 * @returns {Record<string, string>}
 */
export function textMappingOf(token, scope) {
  const value = valueOf(token, scope) ?? {};
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toText(item)]));
}

/**
 * The entries of a mapping token by name, unevaluated.
 * @param {object | undefined} token
 * @returns {Map<string, object>}
 */
export function entriesOf(token) {
  const entries = new Map();
  if (token?.templateTokenType === MAPPING) for (const { key, value } of token) entries.set(key.toString(), value);
  return entries;
}

/**
 * The value of a token that holds no expression.
 * @param {object | undefined} token
 */
export function literalOf(token) {
  return valueOf(token, { contexts: {} });
}

/**
 * Whether an expression appears in the token.
 * @param {object | undefined} token
 */
export function holdsExpression(token) {
  return token?.templateTokenType === EXPRESSION;
}
