"""Why engines disagree: the classes that are known, each with its reason."""

import collections
import math

import documents

Key = collections.namedtuple("Key", "schema keyword ours rs ajv reason")


class Case:
    """One document, what was changed in it, and what the three said of it."""

    def __init__(self, schema, line, change, ours, rs, ajv):
        self.schema, self.line, self.change = schema, line, change
        self.ours, self.rs, self.ajv = ours, rs, ajv

    def numbers(self):
        return documents.numbers_of(documents.read(self.line))

    def only_ajv_differs(self):
        return self.ours.valid == self.rs.valid != self.ajv.valid


def beyond_double(token):
    """Whether a double takes the number for infinite, for zero, or for a whole one."""
    as_double = float(token)
    return math.isinf(as_double) or (as_double == 0 and any(digit in "123456789" for digit in token.lower().split("e")[0]))


def duplicate_key(case):
    return case.ours.code == "duplicate_key"


def number_beyond_double(case):
    return case.only_ajv_differs() and case.change == "number huge or tiny" and any(map(beyond_double, case.numbers()))


KNOWN = [
    (duplicate_key, "a name twice is refused by ours; the others judge the last one"),
    (number_beyond_double, "JSON.parse makes 0 of 1e-400 and Infinity of 1e400: ajv judges another number"),
]


def key_of(case):
    reason = next((why for holds, why in KNOWN if holds(case)), "")
    code = case.ours.code
    keyword = "-" if code == "duplicate_key" else case.ours.keyword or case.rs.keyword or case.ajv.keyword
    verdict = {"valid": "valid", "schema_violation": "not"}.get(code, code)
    return Key(case.schema, keyword, verdict, case.rs.valid, case.ajv.valid, reason)
