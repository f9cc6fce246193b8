import { data } from '@actions/expressions';

/**
 * Turns a plain JavaScript value into the evaluator's own data.
 * @param {unknown} value
 */
export function toData(value) {
  if (value === null || value === undefined) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (Array.isArray(value)) return new data.Array(...value.map(toData));
  return new data.Dictionary(...Object.entries(value).map(([key, item]) => ({ key, value: toData(item) })));
}

/**
 * Turns evaluator data back into a plain JavaScript value.
 * @param {object} value
 */
export function fromData(value) {
  return JSON.parse(JSON.stringify(value, data.replacer));
}

/**
 * The text GitHub would put in place of a value: null is empty, numbers have at most 15 digits, objects are JSON.
 * @param {unknown} value
 * @returns {string}
 */
export function toText(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value, null, 2);
  return toData(value).coerceString();
}

/**
 * GitHub's rule of truth: false, 0, '', null and NaN are false, everything else is true.
 * @param {unknown} value
 */
export function isTruthy(value) {
  return !(value === false || value === 0 || value === '' || value === null || value === undefined || Number.isNaN(value));
}
