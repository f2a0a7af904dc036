#!/usr/bin/env python3
"""What compiling takes, in time and peak memory of the process: a schema of FHIR's kind, and a thousand of the shipped ones' size.

usage: schemas.py PROGRAM [--rounds N]     (scripts/bench schemas brings the program, bench_schemas)
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import fhir_like

REPO = pathlib.Path(__file__).resolve().parents[2]


def shipped_size(folder, count):
    """No two of them are equal."""
    shipped = [json.loads(file.read_bytes()) for file in sorted((REPO / "config/schemas").glob("*.schema.json"))]
    files = []
    for i in range(count):
        schema = dict(shipped[i % len(shipped)])
        schema["title"] = f"{schema['title']}, number {i}"
        schema["properties"] = {**schema["properties"], f"added_{i}": {"type": "string", "minLength": 1, "pattern": f"^[a-z]+-{i}$"}}
        files.append(folder / f"{i}.schema.json")
        files[-1].write_text(json.dumps(schema, indent=2), encoding="utf-8")
    return files


def run(program, files):
    """→ seconds, peak memory in MiB."""
    done = subprocess.run([program, *files], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{program} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    figures = json.loads(done.stdout)
    return figures["seconds"], figures["peak_kib"] / 1024


def spread(values, digits):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench schemas")
    parser.add_argument("program", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=5, choices=range(1, 101), metavar="N", help="counted ones, after one that is not (5)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        large = folder / "fhir-like.json"
        large.write_text(fhir_like.text(), encoding="utf-8")
        many = shipped_size(folder, 1000)
        _, bare = run(options.program, [])
        print(f"{options.rounds} rounds: median (range); the process without a schema: {bare:.1f} MiB")
        for name, files in [("FHIR's kind", [large]), ("shipped size", many)]:
            runs = [run(options.program, files) for _ in range(options.rounds + 1)][1:]
            size = sum(file.stat().st_size for file in files) / 1e6
            print(f"{name}: {len(files)} of {size:.2f} MB in all  {spread([seconds for seconds, _ in runs], 3)} s, "
                  f"peak memory {spread([mib for _, mib in runs], 1)} MiB")


main()
