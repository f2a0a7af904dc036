"""The engines: each judges many documents against one schema."""

import json
import os
import pathlib
import subprocess
from decimal import Decimal

import jsonschema_rs


class Answer:
    def __init__(self, valid, keyword="", where="", code=""):
        self.valid, self.keyword, self.where, self.code = valid, keyword, where, code


def lines_of(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"mutation-check: {command[0]} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return [json.loads(line) for line in done.stdout.split("\n")[:-1]]


def ours(program, schema, documents):
    answers = []
    for line in lines_of([program, "validate", schema, documents, "--formats", "annotate", "--output", "jsonl"]):
        first = line["violations"][0] if line["violations"] else {}
        keyword = first.get("keywordLocation", "").rsplit("/", 1)[-1]
        answers.append(Answer(line["valid"], keyword, first.get("instanceLocation", ""), line.get("code", "valid")))
    return answers


def ajv(folder, schema, documents):
    script = pathlib.Path(__file__).with_name("ajv.js")
    done = subprocess.run(["node", script, schema, documents], capture_output=True, text=True, check=False, env=node_environment(folder))
    if done.returncode != 0:
        raise SystemExit(f"mutation-check: ajv ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return [Answer(line["valid"], line["keyword"] or "", line["where"] or "") for line in map(json.loads, done.stdout.split("\n")[:-1])]


def node_environment(folder):
    return {**os.environ, "NODE_PATH": str(pathlib.Path(folder) / "node_modules")}


def rs(schema, documents):
    with open(schema, encoding="utf-8") as file:
        validator = jsonschema_rs.validator_for(json.load(file), validate_formats=False)
    answers = []
    with open(documents, encoding="utf-8") as file:
        for line in file:
            document = json.loads(line, parse_float=Decimal)
            if validator.is_valid(document):
                answers.append(Answer(True))
                continue
            error = next(validator.iter_errors(document))
            where = "".join("/" + str(step) for step in error.instance_path)
            answers.append(Answer(False, str(error.schema_path[-1]) if error.schema_path else "", where))
    return answers
