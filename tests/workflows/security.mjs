#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { securityDocument } from './security/document.mjs';
import { findingsOf } from './security/rules.mjs';

const USAGE = `usage: node security.mjs [--trusted OWNER/NAME]… ROOT FILE…

Checks workflows and action.yml files below ROOT against the project's security rules.
--trusted OWNER/NAME  this repository may be referred to by a tag (in templates for its users)`;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { trusted: { type: 'string', multiple: true, default: [] } } });
const [root, ...files] = positionals;
if (files.length === 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  let errors = 0;
  for (const file of files) {
    for (const { id, level, line, message, why } of findingsOf(securityDocument(readFileSync(path.resolve(root, file), 'utf8'), values))) {
      if (level === 'error') errors++;
      console.log(`${file}:${line}: ${level}: ${id}: ${message} ${why}`);
    }
  }
  console.log(`${files.length} file(s), ${errors} error(s)`);
  process.exitCode = errors > 0 ? 1 : 0;
}
