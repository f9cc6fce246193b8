// GitHub's workflow parser imports its schema as plain JSON without an import attribute, which Node refuses.
// Load this before everything else: node --import ./json-hook.mjs run.mjs
import { register } from 'node:module';

const loader = `
export async function load(url, context, next) {
  if (!url.endsWith('.json')) return next(url, context);
  return next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } });
}`;

register(`data:text/javascript,${encodeURIComponent(loader)}`);
