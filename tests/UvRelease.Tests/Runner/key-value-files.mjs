// How the runner reads output files: base64 files in a JSON array on standard input, their entries as JSON arrays on standard output.
import fs from 'node:fs';
import { parseKeyValueFile } from '../../workflows/protocol/key-value-file.mjs';

const files = JSON.parse(fs.readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(files.map(file => parseKeyValueFile(Buffer.from(file, 'base64').toString('utf8')))));
