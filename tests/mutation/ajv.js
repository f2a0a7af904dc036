// ajv over one schema and many documents, one a line: prints for each whether it is valid, and the keyword that failed first.
'use strict';
const fs = require('fs');
const { compiled } = require('./ajv_engine');
const [, , schemaFile, documentsFile] = process.argv;

const validate = compiled(JSON.parse(fs.readFileSync(schemaFile, 'utf8')));
const answers = [];
for (const line of fs.readFileSync(documentsFile, 'utf8').split('\n')) {
  if (line === '') continue;
  const valid = validate(JSON.parse(line));
  const first = valid ? null : validate.errors[validate.errors.length - 1];
  answers.push(JSON.stringify({ valid, keyword: first && first.keyword, where: first && first.instancePath }));
}
process.stdout.write(answers.join('\n') + '\n');
