// Reads a list of messages from standard input and writes what the peer makes of each.
import { CommitParser } from "conventional-commits-parser";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const parser = new CommitParser();
const read = JSON.parse(Buffer.concat(chunks).toString("utf8")).map((message) => {
  const { type = null, scope = null, subject = null, body, notes, references } = parser.parse(message);
  return { type, scope, subject, body, notes: notes.map((note) => note.text), references: references.map((reference) => reference.issue) };
});
process.stdout.write(JSON.stringify(read));
