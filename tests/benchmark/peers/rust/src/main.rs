//! The jsonschema and boon crates, measured: `bench-peers ENGINE DIR MILLISECONDS` prints a line of JSON for each phase, as
//! tests/benchmark/measure.h has it. Formats are off.

mod measure;

use measure::{Corpus, Measure};
use serde_json::Value;

fn measure_jsonschema(measure: &mut Measure, corpus: &Corpus) -> Result<(), String> {
    let compile = || {
        let schema: Value = serde_json::from_slice(&corpus.schema).map_err(|error| error.to_string())?;
        jsonschema::options()
            .should_validate_formats(false)
            .build(&schema)
            .map_err(|error| error.to_string())
    };
    measure.compiled(compile)?;
    let validator = compile()?;
    measure.judged(|document| validator.is_valid(document));
    Ok(())
}

/// Drafts 4 to 7 always assert formats there, unless a format of that name takes everything; `regex` cannot be replaced.
const FORMATS: [&str; 19] = [
    "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri", "iri-reference",
    "json-pointer", "period", "relative-json-pointer", "time", "uri", "uri-reference", "uri-template", "uuid",
];

fn measure_boon(measure: &mut Measure, corpus: &Corpus) -> Result<(), String> {
    let compile = || {
        let schema: Value = serde_json::from_slice(&corpus.schema).map_err(|error| error.to_string())?;
        let mut compiler = boon::Compiler::new();
        for name in FORMATS {
            compiler.register_format(boon::Format { name, func: |_| Ok(()) });
        }
        compiler.add_resource("file:///schema.json", schema).map_err(|error| error.to_string())?;
        let mut schemas = boon::Schemas::new();
        let index = compiler.compile("file:///schema.json", &mut schemas).map_err(|error| error.to_string())?;
        Ok::<_, String>((schemas, index))
    };
    measure.compiled(compile)?;
    let (schemas, index) = compile()?;
    measure.judged(|document| schemas.validate(document, index).is_ok());
    Ok(())
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, engine, folder, milliseconds] = arguments.as_slice() else {
        eprintln!("usage: bench-peers jsonschema|boon DIR MILLISECONDS");
        std::process::exit(64);
    };
    let corpus = Corpus::read(folder);
    let mut measure = Measure::new(engine, &corpus, milliseconds.parse().expect("a number of milliseconds"));
    let outcome = match engine.as_str() {
        "jsonschema" => measure_jsonschema(&mut measure, &corpus),
        "boon" => measure_boon(&mut measure, &corpus),
        _ => Err(format!("no engine {engine}")),
    };
    if let Err(why) = outcome {
        measure.refuse(&why);
    }
}
