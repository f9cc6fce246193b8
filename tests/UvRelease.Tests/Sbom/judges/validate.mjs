// Judges CycloneDX documents by their standard's own schema: validate.mjs FILE…
import { readFileSync } from 'node:fs'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
for (const file of process.argv.slice(2)) {
  const errors = await validator.validate(readFileSync(file, 'utf8'))
  if (errors !== null) {
    console.error(`${file}: ${JSON.stringify(errors, null, 1)}`)
    process.exit(1)
  }
}
console.log(`valid: ${process.argv.length - 2}`)
