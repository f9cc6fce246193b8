// What the app shows of a document.
function heading({ file, author, headings = [] }) {
  const [first] = headings;
  if (!first) throw new TypeError(`${file} of ${author} has no heading`);
  return first.text;
}

/** The title of a document's window. */
export function titleOf(document) {
  return `${heading(document)} - Sample App`;
}
