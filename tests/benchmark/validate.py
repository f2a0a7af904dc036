#!/usr/bin/env python3
"""The schema engine beside others: each in turn, folder by folder and round by round; prints tables of medians and ranges.

usage: validate.py PROGRAM [OPTION…] [DIR…]     (scripts/bench validate brings the program, bench_validate)
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import peers
import shipped
from validate_tables import Figures, Report


def run(command, folder, milliseconds):
    done = subprocess.run([*command, str(folder), str(milliseconds)], capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        how = f"ended with {done.returncode}" if done.returncode > 0 else f"ended by signal {-done.returncode}"
        lines.append({"phase": "error", "why": f"{how}: {last[:160]}" if last else how})
    return lines


def measure(engines, folders, rounds, milliseconds):
    results, raw = {}, []
    for place, folder in enumerate(folders):
        figures = {name: Figures() for name in engines}
        for round_number in range(rounds + 1):
            for name, command in engines.items():
                if figures[name].why_not:
                    continue
                lines = run(command, folder, milliseconds if round_number else min(milliseconds, 5))
                if round_number:
                    figures[name].add(lines)
                    raw += [{"folder": folder.name, "round": round_number, **line} for line in lines]
            if sys.stderr.isatty():
                print(f"\r\033[K{place + 1}/{len(folders)} {folder.name}, round {round_number}", end="", file=sys.stderr)
        results[folder.name] = figures
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return results, raw


def folder(name):
    path = pathlib.Path(name)
    for file in ("schema.json", "instances.jsonl"):
        if not (path / file).is_file():
            raise argparse.ArgumentTypeError(f"{name} has no {file}")
    return path


def positive(text):
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number above 0")
    return int(text)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench validate")
    parser.add_argument("program", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=positive, default=5, help="counted ones, after one that is not (5)")
    parser.add_argument("--sample", type=positive, default=50, help="milliseconds of a sample; the best of three counts (50)")
    parser.add_argument("--peers", help="only these beside sluiced, with commas between them; simdjson is one (all)")
    parser.add_argument("--json", help="a file for the raw figures, a line each")
    parser.add_argument("folders", nargs="*", type=folder, metavar="DIR",
                        help="a folder with schema.json and instances.jsonl (the shipped schemas, with documents made from a seed)")
    parser.epilog = "The script's own: --build DIR, a build folder that stands already. Peers are kept in ~/.cache/sluiced/bench."
    options = parser.parse_intermixed_args()
    every = set(peers.known(options.program))
    options.peers = set(options.peers.split(",")) | {"sluiced"} if options.peers else every
    if unknown := options.peers - every:
        parser.error(f"no peer {sorted(unknown)[0]}; there are {', '.join(sorted(every - {'sluiced'}))}")
    return options


def main():
    options = arguments()
    engines, left_out = peers.commands(options.program, options.peers)
    for line in left_out:
        print(line)
    with tempfile.TemporaryDirectory() as scratch:
        folders = options.folders or shipped.make(pathlib.Path(scratch))
        results, raw = measure(engines, folders, options.rounds, options.sample)
    if options.json:
        pathlib.Path(options.json).write_text("".join(json.dumps(line) + "\n" for line in raw), encoding="utf-8")
    print(f"{options.rounds} rounds, the engines in turn: medians (ranges); formats off; one thread\n")
    print(Report(results, list(engines)).text())


main()
