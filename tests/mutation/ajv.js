// ajv over one schema and many documents, one a line: prints for each whether it is valid, and the keyword that failed first.
'use strict';
const fs = require('fs');
const [, , schemaFile, documentsFile] = process.argv;

const schema = JSON.parse(fs.readFileSync(schemaFile, 'utf8'));
const options = { strict: false, validateFormats: false, logger: false };

function engine(more) {
  const named = typeof schema.$schema === 'string' ? schema.$schema : 'https://json-schema.org/draft/2020-12/schema';
  if (named.includes('2020-12')) return new (require('ajv/dist/2020'))({ ...options, ...more });
  if (named.includes('2019-09')) return new (require('ajv/dist/2019'))({ ...options, ...more });
  if (named.includes('draft-04')) return new (require('ajv-draft-04'))({ ...options, ...more });
  const ajv = new (require('ajv'))({ ...options, ...more });
  if (named.includes('draft-06')) ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-06.json'));
  return ajv;
}

function compiled() {
  try {
    return engine({}).compile(schema);
  } catch (error) {
    // A needless backslash, as many patterns have it, is no pattern with the flag u.
    return engine({ unicodeRegExp: false }).compile(schema);
  }
}

const validate = compiled();
const answers = [];
for (const line of fs.readFileSync(documentsFile, 'utf8').split('\n')) {
  if (line === '') continue;
  const valid = validate(JSON.parse(line));
  const first = valid ? null : validate.errors[validate.errors.length - 1];
  answers.push(JSON.stringify({ valid, keyword: first && first.keyword, where: first && first.instancePath }));
}
process.stdout.write(answers.join('\n') + '\n');
