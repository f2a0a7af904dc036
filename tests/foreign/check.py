"""Holds what `sluiced dlt` says and sends of other systems' dead letters against what was written; scripts/foreign-letters calls it.

Both sides are read with Kafka's own client (Records.java): --folder has what was written to the topics and the letters as they stand.
"""

import argparse
import base64
import collections
import datetime
import json
import pathlib
import subprocess
import sys

System = collections.namedtuple("System", "source letters name group code keeps_headers keeps_time")

STATE, CUT = "java.lang.IllegalStateException", "java.lang.IllegalArgumentException"
CONVERSION = "org.apache.kafka.connect.errors.DataException"
# code: the exception's class, by the end of the record's key. keeps_time: told in a header, or kept as the letter's own.
SYSTEMS = [
    System("orders", "orders-dlt", "spring", "billing", {"": STATE}, True, "header"),
    System("refunds", "refunds-dlt", "spring", "refunding", {"": STATE}, True, "header"),
    System("payments", "payments.dlq", "connect", "archive", {"": CONVERSION}, True, "own"),
    System("clicks", "clicks-dlq", "streams", None, {"": STATE, "-4": CUT}, True, "own"),
    System("returns", "dlq.returns", "share_group", "returning", {"": None}, False, None),
]
GOOD = ("-1", "-2")  # by the schema


class Checks:
    def __init__(self):
        self.failed = 0

    def same(self, what, found, wanted):
        good = found == wanted
        print(f"{'ok    ' if good else 'FAILED'} {what}")
        if not good:
            self.failed += 1
            print(f"         found    {found!r}\n         expected {wanted!r}")


def arguments():
    parser = argparse.ArgumentParser(prog="foreign-letters")
    parser.add_argument("--sluiced", required=True)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    parser.add_argument("--read", required=True, help="the command that reads COUNT SECONDS TOPIC…")
    parser.add_argument("--show", action="store_true")
    return parser.parse_args()


def decoded(text):
    return None if text is None else base64.b64decode(text)


def records_of(lines):
    """By topic: (key, value, partition, offset, timestamp, headers)."""
    found = collections.defaultdict(list)
    for line in lines.splitlines():
        record = json.loads(line)
        record["key"], record["value"] = decoded(record["key"]), decoded(record["value"])
        record["headers"] = [(decoded(name).decode(), decoded(value)) for name, value in record["headers"]]
        found[record["topic"]].append(record)
    return found


def rfc3339(ms):
    time = datetime.datetime.fromtimestamp(ms // 1000, datetime.timezone.utc)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03}Z"


class Sluiced:
    def __init__(self, options):
        self.options = options

    def run(self, *words, config="sluiced.yaml"):
        line = [self.options.sluiced, "dlt", *words, "--config", str(self.options.folder / config)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"foreign-letters: sluiced dlt {' '.join(words)}: exit {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def told(self, *words, **named):
        """As JSON; with --show the text is printed too, where that writes nothing."""
        if self.options.show:
            print(f"\n$ sluiced dlt {' '.join(words)}\n{self.run(*words, **named)}")
        return json.loads(self.run(*words, "--output", "json", **named))


def code_of(system, key):
    return system.code.get(key[-2:], system.code[""])


def check_reading(checks, sluiced, system, written, letters):
    wanted = {r["key"]: r for r in written if system.name == "share_group" or not r["key"].startswith(b"ok-")}
    checks.same(f"{system.letters}: a letter of each of the {len(wanted)} records that {system.name} rejected",
                sorted(r["key"] for r in letters), sorted(wanted))
    found, expected = [], []
    for stands in sorted(letters, key=lambda r: r["key"]):
        record, key = wanted[stands["key"]], stands["key"].decode()
        at = rfc3339(record["timestamp"]) if system.keeps_time else None
        expected.append([key, system.name, system.source, record["partition"], record["offset"], at, system.group,
                         code_of(system, key), record["value"].decode() if key.endswith(GOOD) else None, key.endswith(GOOD)])
        shown = sluiced.told("show", f"{stands['topic']}/{stands['partition']}/{stands['offset']}")
        origin = shown["origin"] or {}
        found.append([shown["key"], shown["system"], origin.get("topic"), origin.get("partition"), origin.get("offset"),
                      origin.get("timestamp"), shown.get("group"), shown.get("code"),
                      shown.get("value") if key.endswith(GOOD) else None, shown["now"]["passes"]])
    checks.same(f"{system.letters}: show tells key, system, origin's topic, partition, offset and timestamp, group, exception, "
                "value, and whether it passes now", found, expected)


def summary_of(sluiced, topic):
    told = sluiced.told("summary", topic)["topics"][0]
    return [told[name] for name in ("letters", "records", "open", "replayed")] + [told["systems"]]


def sent_record(system, record, letter):
    """What has to stand in its topic after the replay, apart from its offset."""
    own = record["headers"] if system.keeps_headers else []
    at = record["timestamp"] if system.keeps_time else None
    where = [("dlt.topic", system.source), ("dlt.partition", str(record["partition"])), ("dlt.offset", str(record["offset"])),
             ("dlt.timestamp", str(at or -1)), ("dlt.timestamp-type", "CreateTime" if system.keeps_time == "header" else "NoTimestampType"),
             ("dlt.hops", "1")]
    return [record["key"], record["value"], record["partition"], at or f"after {letter['timestamp']}",
            own + [(name, value.encode()) for name, value in where]]


def new_records(before, after):
    """As sent_record() says it."""
    stood = {(r["partition"], r["offset"]) for r in before}
    return [r for r in after if (r["partition"], r["offset"]) not in stood]


def check_replay(checks, system, written, letters, after):
    by_key = {r["key"]: r for r in letters}
    came = sorted(new_records(written, after), key=lambda r: r["key"] or b"")
    found = []
    for record in came:
        letter = by_key.get(record["key"])
        is_now = letter and not system.keeps_time and record["timestamp"] > letter["timestamp"]
        found.append([record["key"], record["value"], record["partition"],
                      f"after {letter['timestamp']}" if is_now else record["timestamp"], record["headers"]])
    wanted = [sent_record(system, r, by_key[r["key"]])
              for r in sorted(written, key=lambda r: r["key"]) if r["key"].decode().endswith(GOOD)]
    checks.same(f"{system.source}: those that pass stand there once more, with key, value, partition, "
                f"{'timestamp' if system.keeps_time else 'now as their timestamp'}, "
                f"{'their own headers' if system.keeps_headers else 'no header, since their letters have none of their own,'} "
                f"and none of {system.name}'s",
                found, wanted)


def replay(sluiced, topic, *more, **named):
    told = sluiced.told("replay", topic, *more, **named)
    return {name: told[name] for name in ("looked_at", "sent", "fails", "cut", "done_before")}


def main():
    options = arguments()
    checks, sluiced = Checks(), Sluiced(options)
    written = records_of((options.folder / "written").read_text())
    letters = records_of((options.folder / "letters").read_text())

    def read(count):
        line = [*options.read.split(), str(count), "60", *(system.source for system in SYSTEMS)]
        return records_of(subprocess.run(line, capture_output=True, text=True, check=True).stdout)

    counts = {}
    for system in SYSTEMS:
        check_reading(checks, sluiced, system, written[system.source], letters[system.letters])
        counts[system.letters] = len(letters[system.letters])
        checks.same(f"{system.letters}: summary counts them, all open", summary_of(sluiced, system.source),
                    [counts[system.letters], counts[system.letters], counts[system.letters], 0, {system.name: counts[system.letters]}])
    for system in SYSTEMS:
        wanted = {"looked_at": counts[system.letters], "sent": 2, "fails": counts[system.letters] - 2, "cut": 0, "done_before": 0}
        checks.same(f"{system.letters}: a dry run would send the two that pass", replay(sluiced, system.source, "--dry-run"), wanted)
        checks.same(f"{system.letters}: replay sends them, the others stay", replay_once(sluiced, system), wanted)
    checks.same("dlq.bare: letters of a share group that kept no copies stay: there is nothing to send",
                replay(sluiced, "dlq.bare", config="bare.yaml"),
                {"looked_at": 5, "sent": 0, "fails": 0, "cut": 5, "done_before": 0})

    total = sum(len(records) for records in written.values())
    after = read(total + 2 * len(SYSTEMS))
    for system in SYSTEMS:
        check_replay(checks, system, written[system.source], letters[system.letters], after[system.source])
    for system in SYSTEMS:
        count = counts[system.letters]
        checks.same(f"{system.letters}: a second replay sends none", replay_once(sluiced, system),
                    {"looked_at": count, "sent": 0, "fails": count - 2, "cut": 0, "done_before": 2})
        checks.same(f"{system.letters}: summary tells two replayed, the others open", summary_of(sluiced, system.source)[1:4],
                    [count, count - 2, 2])
    checks.same("all topics: the second replays have written nothing", read(total + 2 * len(SYSTEMS)), after)
    print(f"{'all hold' if checks.failed == 0 else f'{checks.failed} do not hold'}")
    return 0 if checks.failed == 0 else 1


def replay_once(sluiced, system):
    """Not told(): a second run for its text would be a second replay."""
    told = json.loads(sluiced.run("replay", system.source, "--output", "json"))
    return {name: told[name] for name in ("looked_at", "sent", "fails", "cut", "done_before")}


if __name__ == "__main__":
    sys.exit(main())
