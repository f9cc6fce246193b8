// Asks ajv whether documents are valid by a schema. In: {schema, documents}, or the documents of schema/configuration.schema.json alone, as a JSON list of YAML texts on
// stdin. Out: JSON list of null or the error.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const root = new URL('../../../../', import.meta.url)
const require = createRequire(new URL('tests/workflows/package.json', root))
const Ajv = require('ajv/dist/2020').default
const { parse } = require('yaml')

const question = JSON.parse(readFileSync(0, 'utf8'))
const { schema: name, documents } = Array.isArray(question) ? { schema: 'configuration', documents: question } : question
const schema = JSON.parse(readFileSync(new URL(`schema/${name}.schema.json`, root), 'utf8'))
const validate = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: false }).compile(schema)

console.log(JSON.stringify(documents.map(text => {
  try {
    return validate(parse(text)) ? null : `${validate.errors[0].instancePath} ${validate.errors[0].message}`
  } catch (error) {
    return `no YAML: ${error.message}`
  }
})))
