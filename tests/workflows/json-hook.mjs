// GitHub's workflow parser imports its schema as plain JSON without an import attribute, which Node refuses.
// Load this before the parser: node --import ./json-hook.mjs run.mjs, or a dynamic import behind it.
import { register } from 'node:module';

const loader = `
export async function load(url, context, next) {
  if (!url.endsWith('.json')) return next(url, context);
  return next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } });
}`;

register(`data:text/javascript,${encodeURIComponent(loader)}`);
