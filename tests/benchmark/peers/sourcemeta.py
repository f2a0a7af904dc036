#!/usr/bin/env python3
"""The command of npm's @sourcemeta/jsonschema, measured: `sourcemeta.py PROGRAM DIR MILLISECONDS` prints a line of JSON for each phase, as
tests/benchmark/measure.h has it.

Validation of parsed documents is its own figure (--benchmark), from which it has taken the clock's cost. For the rest it has none. Bytes to
verdict is the slope of the process's CPU time between the documents once and many times over: it holds whatever the command does with a
line besides, such as remembering places for its messages, so the library under it is quicker. Compilation and memory are what a process
takes more than with a schema that asks nothing, where that is more than chance.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PASSED = re.compile(rb"\[\d+\]: PASS ([0-9.]+) \+- [0-9.]+ us", re.MULTILINE)
COUNTED = re.compile(rb"validated, (\d+) passed")
# What two equal runs differ by.
CHANCE_NS, CHANCE_BYTES = 2e6, 2 << 20


class Command:
    def __init__(self, program, scratch):
        self.program, self.scratch = program, scratch

    def run(self, *arguments):
        """→ what it printed, CPU time in ns, peak memory in bytes."""
        with subprocess.Popen([self.program, "validate", "--fast", *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as child:
            text = child.stdout.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 2):  # 2: something is invalid
            line = next((line for line in text.decode(errors="replace").splitlines() if line.strip()), "")
            raise RuntimeError(f"ended with {child.returncode}: {line}"[:160])
        return text, (usage.ru_utime + usage.ru_stime) * 1e9, usage.ru_maxrss * 1024

    def least(self, *arguments, times=3):
        """→ the last run's text, and the least of CPU time and of memory."""
        runs = [self.run(*arguments) for _ in range(times)]
        return runs[-1][0], min(cpu for _, cpu, _ in runs), min(memory for _, _, memory in runs)

    def parsed(self, schema, documents, milliseconds):
        """→ ns of a pass, how many are valid."""
        loop, text = 20, b""
        for _ in range(2):
            text, _, _ = self.run("--benchmark", "--loop", loop, schema, documents)
            total = sum(map(float, PASSED.findall(text))) * 1000
            loop = max(20, min(100_000, int(3 * milliseconds * 1e6 / max(total, 1))))
        return total, len(PASSED.findall(text))

    def bytes(self, schema, documents, milliseconds):
        text, once, _ = self.least(schema, documents)
        lines = documents.read_bytes().rstrip(b"\n") + b"\n"
        times = 11
        while True:
            many = self.scratch / "many.jsonl"
            many.write_bytes(lines * times)
            _, cpu, _ = self.least(schema, many)
            if cpu - once >= milliseconds * 1e6 or times > 2000:
                return (cpu - once) / (times - 1), int(COUNTED.search(text)[1])
            times *= 2

    def compiled(self, schema):
        """→ ns, bytes; None where there is nothing to be seen."""
        plain = self.scratch / "plain.json"
        named = json.loads(schema.read_bytes()).get("$schema", "https://json-schema.org/draft/2020-12/schema")
        plain.write_text(json.dumps({"$schema": named}), encoding="utf-8")
        document = self.scratch / "one.json"
        document.write_text("null", encoding="utf-8")
        _, cpu, memory = self.least(schema, document, times=5)
        _, cpu_of_none, memory_of_none = self.least(plain, document, times=5)
        ns, held = cpu - cpu_of_none, memory - memory_of_none
        return ns if ns > CHANCE_NS else None, held if held > CHANCE_BYTES else None


def measure(command, folder, milliseconds):
    schema, documents = folder / "schema.json", folder / "instances.jsonl"
    lines = [line for line in documents.read_bytes().split(b"\n") if line]
    known = {"engine": "sourcemeta", "documents": len(lines), "bytes": sum(map(len, lines))}
    ns, valid = command.parsed(schema, documents, milliseconds)
    yield {**known, "phase": "parsed", "ns": ns, "valid": valid}
    ns, valid = command.bytes(schema, documents, milliseconds)
    yield {**known, "phase": "bytes", "ns": ns, "valid": valid}
    ns, held = command.compiled(schema)
    if ns:
        yield {**known, "phase": "compile", "ns": ns, "valid": 0}
    if held:
        yield {"engine": "sourcemeta", "phase": "memory", "bytes": held}


def main():
    program, folder, milliseconds = sys.argv[1:]
    with tempfile.TemporaryDirectory() as scratch:
        command = Command(program, pathlib.Path(scratch))
        try:
            for line in measure(command, pathlib.Path(folder), int(milliseconds)):
                print(json.dumps(line))
        except RuntimeError as why:
            print(json.dumps({"engine": "sourcemeta", "phase": "error", "why": str(why)}))


main()
