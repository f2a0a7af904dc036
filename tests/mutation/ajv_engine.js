// ajv of a schema's own draft, with formats off.
'use strict';
const options = { strict: false, validateFormats: false, logger: false };

function engine(schema, more) {
  const named = typeof schema.$schema === 'string' ? schema.$schema : 'https://json-schema.org/draft/2020-12/schema';
  if (named.includes('2020-12')) return new (require('ajv/dist/2020'))({ ...options, ...more });
  if (named.includes('2019-09')) return new (require('ajv/dist/2019'))({ ...options, ...more });
  if (named.includes('draft-04')) return new (require('ajv-draft-04'))({ ...options, ...more });
  const ajv = new (require('ajv'))({ ...options, ...more });
  if (named.includes('draft-06')) ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-06.json'));
  return ajv;
}

exports.compiled = function compiled(schema) {
  try {
    return engine(schema, {}).compile(schema);
  } catch (error) {
    // A needless backslash, as many patterns have it, is no pattern with the flag u.
    return engine(schema, { unicodeRegExp: false }).compile(schema);
  }
};
