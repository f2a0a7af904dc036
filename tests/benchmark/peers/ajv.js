// ajv, measured: `ajv.js DIR MILLISECONDS` prints a line of JSON for each phase, as tests/benchmark/measure.h has it.
'use strict';
const fs = require('fs');
const { performance } = require('perf_hooks');
const { compiled } = require('../../mutation/ajv_engine');

const [, , folder, milliseconds] = process.argv;
const sampleMs = Number(milliseconds);
const samples = 5; // the first ones are for V8 to learn from
const enoughMs = 1000;

const schema = fs.readFileSync(`${folder}/schema.json`);
const lines = fs.readFileSync(`${folder}/instances.jsonl`, 'utf8').split('\n').filter((line) => line !== '');
const documents = lines.map((line) => Buffer.from(line));
const bytes = documents.reduce((sum, document) => sum + document.length, 0);

function print(phase, ns, valid) {
  console.log(JSON.stringify({ engine: 'ajv', phase, ns, documents: documents.length, bytes, valid }));
}

let kept = 0;

/// Nanoseconds of one pass: the best of some samples, each of as many passes as fit.
function best(pass) {
  const begun = performance.now();
  let least = Infinity;
  let passes = 1;
  for (let i = 0; i < samples && (i === 0 || performance.now() - begun < enoughMs); i++) {
    const start = performance.now();
    let done = 0;
    let taken = 0;
    while (taken < sampleMs) {
      for (let j = 0; j < passes; j++) kept += pass() ? 1 : 0;
      done += passes;
      taken = performance.now() - start;
      passes = Math.max(1, Math.floor(sampleMs / (taken / done) / 16));
    }
    least = Math.min(least, taken / done);
  }
  return least * 1e6;
}

function count(list, test) {
  let valid = 0;
  for (const one of list) if (test(one)) valid++;
  return valid;
}

function time(phase, pass) {
  const valid = pass();
  print(phase, best(pass), valid);
}

/// On the heap, of some more beside the first: what one alone holds is lost in what the collector happens to leave.
function memory(compile) {
  const more = 8;
  const held = [compile()];
  global.gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < more; i++) held.push(compile());
  global.gc();
  const bytes = (process.memoryUsage().heapUsed - before) / more;
  if (bytes > 0) console.log(JSON.stringify({ engine: 'ajv', phase: 'memory', bytes }));
  return held[0];
}

const read = (document) => JSON.parse(document.toString());
const compile = () => compiled(read(schema));
try {
  const validate = memory(compile);
  print('compile', best(compile), 0);
  const parsed = documents.map(read);
  time('parsed', () => count(parsed, validate));
  time('bytes', () => count(documents, (document) => validate(read(document))));
  time('parse', () => count(documents, (document) => read(document) !== undefined));
} catch (error) {
  console.log(JSON.stringify({ engine: 'ajv', phase: 'error', why: String(error.message).slice(0, 160) }));
}
