"""Folders for scripts/bench validate out of the shipped schemas: documents made from their valid examples, from a seed."""
import datetime
import json
import pathlib
import random
import re
import string
import uuid

REPO = pathlib.Path(__file__).resolve().parents[2]
UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
ID = re.compile(r"^([a-z]+_)[0-9A-Z]{10,}$")


def varied_text(text, chance):
    if UUID.match(text):
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))
    if TIME.match(text):
        moment = datetime.datetime(2026, 1, 1) + datetime.timedelta(milliseconds=chance.randrange(300 * 86_400_000))
        return moment.isoformat(timespec="milliseconds") + "Z"
    if found := ID.match(text):
        return found[1] + "".join(chance.choices(string.ascii_uppercase + string.digits, k=len(text) - len(found[1])))
    return text


def varied(value, chance):
    """The same to its schema: other identities, times and amounts, members in another order."""
    if isinstance(value, str):
        return varied_text(value, chance)
    if isinstance(value, dict):
        members = [(name, varied(member, chance)) for name, member in value.items()]
        if chance.random() < 0.3:
            chance.shuffle(members)
        return dict(members)
    if isinstance(value, list):
        return [varied(item, chance) for item in value]
    if isinstance(value, bool) or value is None or value <= 0:
        return value
    if isinstance(value, int):
        return chance.randint(1, 2 * value)
    while True:
        amount = round(chance.uniform(0, 2 * value), 2)
        # What engines that divide doubles take for a multiple, too.
        if (amount / 0.0001).is_integer():
            return amount


def make(folder, documents=200, seed=1):
    """→ the folders made in `folder`, one for each shipped schema."""
    made = []
    for schema in sorted((REPO / "config/schemas").glob("*.schema.json")):
        name = schema.name.removesuffix(".schema.json")
        chance = random.Random(f"{seed} {name}")
        examples = [json.loads(file.read_bytes()) for file in sorted(schema.with_name(f"{name}.valid").glob("*.json"))]
        made.append(folder / name)
        made[-1].mkdir()
        (made[-1] / "schema.json").write_bytes(schema.read_bytes())
        lines = [json.dumps(varied(chance.choice(examples), chance), separators=(",", ":")) for _ in range(documents)]
        (made[-1] / "instances.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made
