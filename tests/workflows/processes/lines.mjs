import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts a byte stream into lines at CR, LF or CRLF, as the runner's stream reader does.
 * @param {(line: string) => void} onLine
 * @returns {{write: (chunk: Buffer) => void, end: () => void}}
 */
export function lineSplitter(onLine) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text, last) => {
    rest += text;
    for (;;) {
      const at = rest.search(/[\r\n]/);
      if (at < 0) return;
      // A CR at the very end may be half of a CRLF that the next chunk completes.
      if (rest[at] === '\r' && at === rest.length - 1 && !last) return;
      const width = rest.startsWith('\r\n', at) ? 2 : 1;
      onLine(rest.slice(0, at));
      rest = rest.slice(at + width);
    }
  };
  return {
    write: chunk => take(decoder.write(chunk), false),
    end() {
      take(decoder.end(), true);
      if (rest) onLine(rest);
      rest = '';
    },
  };
}
