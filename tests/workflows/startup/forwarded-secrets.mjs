import { entriesOf } from '../expressions/tokens.mjs';

/**
 * Which secrets of an environment a called workflow's job gets: a name that every call on the way hands on as itself. A mapping to another name, a text, or
 * none leaves it out, and the job's own `environment` alone brings nothing.
 * Sources: actions/runner#4453 ("resolves to an empty string unless the caller also adds secrets: inherit"), actions/runner#1490 ("must explicitly write it in
 * the workflow caller"), and the results listed by github.com/pmalarme/github-secrets. What GitHub does with a secret that is mapped to another name is not
 * described anywhere, so nothing comes through here.
 */
export class ForwardedSecrets {
  #names;

  /** @param {Set<string>} [names] in lower case; all of them where none is given */
  constructor(names) {
    this.#names = names;
  }

  /** @param {string} name */
  has(name) {
    return this.#names === undefined || this.#names.has(name.toLowerCase());
  }

  /**
   * What is left behind a call.
   * @param {object | undefined} token the calling job's `secrets`
   * @param {{inherits: boolean, sameOwner: boolean}} call
   */
  through(token, { inherits, sameOwner }) {
    if (inherits) return sameOwner ? this : new ForwardedSecrets(new Set());
    const names = [...entriesOf(token)].filter(([name, value]) => isItself(name, value.expression) && this.has(name)).map(([name]) => name.toLowerCase());
    return new ForwardedSecrets(new Set(names));
  }

  /** @param {Record<string, string>} secrets of an environment */
  of(secrets) {
    return Object.fromEntries(Object.entries(secrets).filter(([name]) => this.has(name)));
  }
}

const isItself = (name, expression) => /^secrets\.(\w+)$/i.exec(expression?.trim() ?? '')?.[1].toLowerCase() === name.toLowerCase();
