"""Holds `sluiced validate` against jsonschema-rs and ajv over mutated documents; scripts/mutation-check prepares and calls it."""

import argparse
import collections
import pathlib
import random
import sys
import tempfile

import disagreements
import documents
import engines


def arguments():
    parser = argparse.ArgumentParser(prog="mutation-check")
    parser.add_argument("--program", required=True)
    parser.add_argument("--ajv", required=True)
    parser.add_argument("--pairs", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    return parser.parse_args()


def mutated(folder, count, seed):
    """So many documents, each with one change: (line, what was changed)."""
    with open(folder / "instances.jsonl", encoding="utf-8") as file:
        originals = [documents.read(line) for line in file if line.strip()]
    mutator = documents.Mutator(random.Random(f"{seed}/{folder.name}"))
    for i in range(count):
        document, change = mutator.mutate(originals[i % len(originals)])
        yield documents.write(document), change


def judge(options, folder, pairs, work):
    """All three engines' answers, document by document."""
    file = work / "documents.jsonl"
    file.write_text("".join(line + "\n" for line, _ in pairs), encoding="utf-8")
    schema = str(folder / "schema.json")
    answers = [
        engines.ours(options.program, schema, str(file)),
        engines.rs(schema, str(file)),
        engines.ajv(options.ajv, schema, str(file)),
    ]
    if any(len(some) != len(pairs) for some in answers):
        raise SystemExit(f"mutation-check: {folder}: {len(pairs)} documents, {[len(some) for some in answers]} answers")
    return zip(*answers)


def main():
    options = arguments()
    judged = valid = 0
    found = collections.Counter()
    examples = {}
    with tempfile.TemporaryDirectory() as work:
        for at, folder in enumerate(options.folders):
            count = options.pairs // len(options.folders) + (at < options.pairs % len(options.folders))
            pairs = list(mutated(folder, count, options.seed))
            for (line, change), (ours, rs, ajv) in zip(pairs, judge(options, folder, pairs, pathlib.Path(work))):
                judged += 1
                valid += ours.valid
                if ours.valid == rs.valid == ajv.valid:
                    continue
                key = disagreements.key_of(disagreements.Case(folder.name, line, change, ours, rs, ajv))
                found[key] += 1
                examples.setdefault(key, []).append((change, line))
    return report(options, judged, valid, found, examples)


def report(options, judged, valid, found, examples):
    unexplained = sum(count for key, count in found.items() if not key.reason)
    print(f"{judged} pairs of {len(options.folders)} schemas, seed {options.seed}: {valid} valid, {judged - valid} not, by ours;")
    print(f"{sum(found.values())} on which the three do not agree, {unexplained} of them unexplained\n")
    print("| schema | keyword | pairs | ours | jsonschema-rs | ajv | why |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for key, count in sorted(found.items(), key=lambda item: (bool(item[0].reason), item[0].schema, -item[1])):
        words = ["valid" if verdict else "not" for verdict in (key.rs, key.ajv)]
        print(f"| {key.schema} | {key.keyword} | {count} | {key.ours} | {words[0]} | {words[1]} | {key.reason or 'UNEXPLAINED'} |")
    for key in found:
        for change, line in examples[key][: options.show if key.reason else max(options.show, 3)]:
            if options.show or not key.reason:
                print(f"\n{key.schema}, {key.keyword}, {change}: {line[:2000]}")
    return 1 if unexplained else 0


sys.exit(main())
