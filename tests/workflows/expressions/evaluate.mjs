import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { TokenType } from '@actions/expressions/lexer';
import { fromData, isTruthy, toData } from './values.mjs';
import { hashFiles } from './hash-files.mjs';

const CONTEXT_NAMES = ['github', 'env', 'inputs', 'needs', 'matrix', 'strategy', 'steps', 'secrets', 'vars', 'job', 'jobs', 'runner'];

/**
 * What an expression can see.
 * @typedef {object} Scope
 * @property {Record<string, unknown>} contexts values of github, env, inputs …
 * @property {{success: (names: string[]) => boolean, failure: (names: string[]) => boolean, cancelled: () => boolean}} [status]
 * @property {string} [workspace] folder that hashFiles searches
 */

/**
 * Evaluates one expression (without `${{ }}`) with GitHub's own evaluator.
 * @param {string} expression
 * @param {Scope} scope
 */
export function evaluate(expression, scope) {
  const functions = functionsOf(scope);
  const tree = new Parser(tokensOf(expression), CONTEXT_NAMES, functions).parse();
  if (tree === undefined) return null;
  // Every known context is present, because the evaluator trips over an absent one.
  const contexts = new data.Dictionary(...CONTEXT_NAMES.map(key => ({ key, value: toData(scope.contexts[key]) })));
  return fromData(new Evaluator(tree, contexts, new Map(functions.map(f => [f.name.toLowerCase(), f]))).evaluate());
}

/**
 * Evaluates the expression of an `if:`.
 * @param {string} expression
 * @param {Scope} scope
 */
export function isMet(expression, scope) {
  return isTruthy(evaluate(expression, scope));
}

// The lexer of @actions/expressions 0.3.61 undoes only the first '' of a text literal; the runner undoes all.
function tokensOf(expression) {
  const { tokens } = new Lexer(expression).lex();
  for (const token of tokens) {
    if (token.type === TokenType.STRING) token.value = token.lexeme.slice(1, -1).replaceAll("''", "'");
  }
  return tokens;
}

function functionsOf({ status, workspace }) {
  const truth = value => new data.BooleanData(value);
  const names = args => args.map(arg => arg.coerceString());
  const always = { success: () => true, failure: () => false, cancelled: () => false };
  const known = status ?? always;
  return [
    { name: 'success', call: (...args) => truth(known.success(names(args))) },
    { name: 'failure', call: (...args) => truth(known.failure(names(args))) },
    { name: 'cancelled', call: () => truth(known.cancelled()) },
    { name: 'always', call: () => truth(true) },
    { name: 'hashFiles', call: (...args) => new data.StringData(workspace ? hashFiles(workspace, names(args)) : '') },
  ].map(f => ({ minArgs: 0, maxArgs: 255, ...f }));
}
