//! Times passes over all documents of a folder; what tests/benchmark/measure.h does in C++.

use std::hint::black_box;
use std::time::Duration;

use serde_json::{json, Value};

pub struct Corpus {
    pub schema: Vec<u8>,
    pub documents: Vec<Vec<u8>>,
}

impl Corpus {
    pub fn read(folder: &str) -> Corpus {
        let schema = std::fs::read(format!("{folder}/schema.json")).expect("schema.json can be read");
        let lines = std::fs::read(format!("{folder}/instances.jsonl")).expect("instances.jsonl can be read");
        let documents = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect();
        Corpus { schema, documents }
    }

    fn bytes(&self) -> usize {
        self.documents.iter().map(Vec::len).sum()
    }
}

/// Of this thread alone: what else the machine does does not count.
fn processor_time() -> Duration {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut now) };
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// What malloc has given out and not got back: the C library's own count, which the C++ engines are measured by as well.
fn memory_in_use() -> usize {
    let now = unsafe { libc::mallinfo2() };
    now.uordblks + now.hblkhd
}

pub struct Measure<'a> {
    engine: &'a str,
    corpus: &'a Corpus,
    sample: Duration,
}

impl<'a> Measure<'a> {
    const SAMPLES: usize = 3;
    /// No further pass of a phase where this much is used up.
    const ENOUGH: Duration = Duration::from_secs(1);

    pub fn new(engine: &'a str, corpus: &'a Corpus, milliseconds: u64) -> Measure<'a> {
        Measure { engine, corpus, sample: Duration::from_millis(milliseconds) }
    }

    /// Nanoseconds of one pass: the best of some samples, each of as many passes as fit.
    fn best<T>(&self, pass: impl Fn() -> T) -> f64 {
        let begun = processor_time();
        let mut best = f64::INFINITY;
        black_box(pass());
        let mut passes = 1u32;
        for sample in 0..Self::SAMPLES {
            if sample > 0 && processor_time() - begun > Self::ENOUGH {
                break;
            }
            let mut done = 0u32;
            let start = processor_time();
            loop {
                for _ in 0..passes {
                    black_box(pass());
                }
                done += passes;
                let taken = processor_time() - start;
                if taken >= self.sample {
                    best = best.min(taken.as_nanos() as f64 / f64::from(done));
                    break;
                }
                // So many that the clock is looked at some sixteen times.
                let each = taken.as_nanos() as f64 / f64::from(done);
                passes = ((self.sample.as_nanos() as f64 / each / 16.0) as u32).max(1);
            }
        }
        best
    }

    fn print(&self, phase: &str, ns: f64, valid: usize) {
        let line = json!({"engine": self.engine, "phase": phase, "ns": ns, "documents": self.corpus.documents.len(),
            "bytes": self.corpus.bytes(), "valid": valid});
        println!("{line}");
    }

    /// From the schema's bytes to something that judges, and what that holds of memory: of a second one, beside the first.
    pub fn compiled<T>(&self, compile: impl Fn() -> Result<T, String>) -> Result<(), String> {
        let _first = compile()?;
        let before = memory_in_use();
        let second = compile()?;
        let kept = memory_in_use() - before;
        drop(second);
        self.print("compile", self.best(&compile), 0);
        println!("{}", json!({"engine": self.engine, "phase": "memory", "bytes": kept}));
        Ok(())
    }

    pub fn judged(&self, is_valid: impl Fn(&Value) -> bool) {
        let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
        let parsed: Vec<Value> = self.corpus.documents.iter().filter_map(|bytes| read(bytes)).collect();
        let of_parsed = || parsed.iter().filter(|document| is_valid(black_box(document))).count();
        let of_bytes = || {
            let valid = |bytes: &&Vec<u8>| read(black_box(bytes.as_slice())).is_some_and(|document| is_valid(&document));
            self.corpus.documents.iter().filter(valid).count()
        };
        let parse = || self.corpus.documents.iter().filter(|bytes| black_box(read(black_box(bytes.as_slice()))).is_some()).count();
        self.print("parsed", self.best(of_parsed), of_parsed());
        self.print("bytes", self.best(of_bytes), of_bytes());
        self.print("parse", self.best(parse), parse());
    }

    pub fn refuse(&self, why: &str) {
        println!("{}", json!({"engine": self.engine, "phase": "error", "why": why}));
    }
}
