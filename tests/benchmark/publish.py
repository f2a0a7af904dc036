#!/usr/bin/env python3
"""What `sluiced publish` takes against kcat's producer, on the same input: whole processes, in turn, in one run. The ratio counts.

usage: publish.py SLUICED CONFIG TOPIC BROKERS INPUT PAIRS     (scripts/bench publish brings all of them)
"""
import os
import statistics
import subprocess
import sys
import time


def timed(command, source):
    """Wall-clock and processor seconds of a process that reads the file and has to end well."""
    with open(source, "rb") as lines:
        begun = time.monotonic()
        child = subprocess.Popen(command, stdin=lines, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def compare(what, ours, theirs, source, pairs, records):
    timed(theirs, source)
    timed(ours, source)
    ratios, cpu_ratios, speeds = [], [], []
    for pair in range(pairs):
        first, second = (theirs, ours) if pair % 2 else (ours, theirs)
        times = {id(first): timed(first, source), id(second): timed(second, source)}
        (wall, cpu), (their_wall, their_cpu) = times[id(ours)], times[id(theirs)]
        ratios.append(their_wall / wall)
        cpu_ratios.append(cpu / their_cpu)
        speeds.append((records / wall / 1000, records / their_wall / 1000))
    print(f"{what}")
    print(f"  as fast as kcat, times   {spread(ratios)}")
    print(f"  CPU of kcat's, times     {spread(cpu_ratios)}")
    print(f"  thousand records a second: sluiced {spread([ours for ours, _ in speeds])}, kcat {spread([kcat for _, kcat in speeds])}")


def main():
    sluiced, config, topic, brokers, source, pairs = sys.argv[1:]
    with open(source, "rb") as lines:
        records = sum(1 for _ in lines)
    publish = [sluiced, "publish", topic, "-c", config]
    kcat = ["kcat", "-P", "-q", "-b", brokers, "-t", topic]
    compare("each with its defaults (lz4 here, none there)", publish, kcat, source, int(pairs), records)
    compare("both without compression", publish + ["--compression", "none"], kcat + ["-z", "none"], source, int(pairs), records)
    compare("both with lz4", publish + ["--compression", "lz4"], kcat + ["-z", "lz4"], source, int(pairs), records)


main()
