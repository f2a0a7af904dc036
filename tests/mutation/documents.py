"""JSON documents that are changed at one place, numbers kept as they are written and members in their order."""

import json
from json.encoder import encode_basestring_ascii


class Number:
    """A number's token."""

    def __init__(self, token):
        self.token = token

    def is_plain(self):
        return self.token.lstrip("-").isdigit()


class Members(list):
    """An object: [name, value] pairs, a name may stand twice."""


def read(line):
    return json.loads(
        line,
        parse_int=Number,
        parse_float=Number,
        object_pairs_hook=lambda pairs: Members([name, value] for name, value in pairs),
    )


def write(value):
    if isinstance(value, Members):
        return "{" + ",".join(encode_basestring_ascii(name) + ":" + write(member) for name, member in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write(item) for item in value) + "]"
    if isinstance(value, Number):
        return value.token
    return json.dumps(value)


def copy(value):
    return read(write(value))


def numbers_of(value):
    """The tokens of all numbers in a value."""
    if isinstance(value, Number):
        yield value.token
    elif isinstance(value, Members):
        for _, member in value:
            yield from numbers_of(member)
    elif isinstance(value, list):
        for item in value:
            yield from numbers_of(item)


class Place:
    """Where a value stands: in an array, in a member, or at the root."""

    def __init__(self, holder, index):
        self.holder, self.index = holder, index

    def get(self):
        there = self.holder[self.index]
        return there[1] if isinstance(self.holder, Members) else there

    def set(self, value):
        if isinstance(self.holder, Members):
            self.holder[self.index][1] = value
        else:
            self.holder[self.index] = value


def places(root):
    """The places of all values, the root's first. `root` is a list of one."""
    found = [Place(root, 0)]
    for place in found:
        value = place.get()
        if isinstance(value, list):
            found.extend(Place(value, i) for i in range(len(value)))
    return found


class Mutator:
    """One random change a document. The same seed makes the same changes."""

    def __init__(self, random):
        self.random = random
        self.changes = {
            "member deleted": (Members, self.delete),
            "member renamed": (Members, self.rename),
            "member duplicated": (Members, self.duplicate_member),
            "member added": (Members, self.add_member),
            "members swapped": (Members, self.swap_members),
            "type changed": (object, self.change_type),
            "value replaced": (object, self.take_from_elsewhere),
            "null": (object, lambda place, root: place.set(None)),
            "number stepped": (Number, self.step),
            "number times ten": (Number, lambda place, root: place.set(Number(place.get().token + "e1")) if "e" not in place.get().token.lower() else False),
            "number huge or tiny": (Number, lambda place, root: place.set(Number(self.random.choice(["1e400", "-1e400", "1e-400", "1e999999999"])))),
            "number spelt otherwise": (Number, self.respell),
            "number halved": (Number, self.halve),
            "string truncated": (str, lambda place, root: place.set(place.get()[: self.random.randrange(len(place.get()))]) if place.get() else False),
            "string extended": (str, lambda place, root: place.set(place.get() + self.random.choice([" ", "x", "0", "\u00e9", "\n", place.get()]))),
            "letter changed": (str, self.change_letter),
            "boolean flipped": (bool, lambda place, root: place.set(not place.get())),
            "item added": (list, self.add_item),
            "item duplicated": (list, self.duplicate_item),
            "item deleted": (list, self.delete),
            "items swapped": (list, self.swap_items),
        }

    def mutate(self, document):
        """The changed document, and what was changed."""
        while True:
            root = [copy(document)]
            name = self.random.choice(list(self.changes))
            kind, change = self.changes[name]
            fitting = [place for place in places(root) if self.fits(place.get(), kind)]
            if fitting and change(self.random.choice(fitting), root) is not False:
                return root[0], name

    @staticmethod
    def fits(value, kind):
        return isinstance(value, kind) and not (kind is list and isinstance(value, Members))

    def scalar(self):
        return self.random.choice([None, True, False, Number("0"), Number("1"), Number("-1"), Number("1.5"), "", "a", [], Members()])

    def delete(self, place, root):
        if not place.get():
            return False
        del place.get()[self.random.randrange(len(place.get()))]

    def rename(self, place, root):
        if not place.get():
            return False
        member = self.random.choice(place.get())
        new = self.random.choice([member[0] + "x", member[0].upper(), member[0][1:], "_" + member[0]])
        if any(other[0] == new for other in place.get()):
            return False
        member[0] = new

    def duplicate_member(self, place, root):
        if not place.get():
            return False
        name, value = self.random.choice(place.get())
        place.get().append([name, self.random.choice([value, self.scalar()])])

    def add_member(self, place, root):
        name = self.random.choice(["unknown", "$schema", "x-extra", "name", "type", "id"])
        if any(other[0] == name for other in place.get()):
            return False
        place.get().insert(self.random.randrange(len(place.get()) + 1), [name, self.scalar()])

    def swap_members(self, place, root):
        if len(place.get()) < 2:
            return False
        one, other = self.random.sample(place.get(), 2)
        one[1], other[1] = other[1], one[1]

    def change_type(self, place, root):
        value = place.get()
        fitting = [Number("7"), "7", True, None, [value], Members([["value", value]])]
        place.set(self.random.choice([other for other in fitting if type(other) is not type(value)]))

    def take_from_elsewhere(self, place, root):
        place.set(copy(self.random.choice(places(root)).get()))

    def step(self, place, root):
        token = place.get().token
        if not place.get().is_plain():
            return False
        place.set(Number(str(int(token) + self.random.choice([1, -1]))))

    def respell(self, place, root):
        token = place.get().token
        if not place.get().is_plain():
            return False
        place.set(Number(self.random.choice([token + ".0", token + "e0", token + ".0e0", token + ".50"])))

    def halve(self, place, root):
        token = place.get().token
        if not place.get().is_plain():
            return False
        place.set(Number(token + ".5"))

    def change_letter(self, place, root):
        text = place.get()
        if not text:
            return False
        at = self.random.randrange(len(text))
        place.set(text[:at] + self.random.choice([text[at].swapcase(), "x", "-", "", "1"]) + text[at + 1 :])

    def add_item(self, place, root):
        place.get().insert(self.random.randrange(len(place.get()) + 1), self.scalar())

    def duplicate_item(self, place, root):
        if not place.get():
            return False
        place.get().append(copy(self.random.choice(place.get())))

    def swap_items(self, place, root):
        if len(place.get()) < 2:
            return False
        a, b = self.random.sample(range(len(place.get())), 2)
        place.get()[a], place.get()[b] = place.get()[b], place.get()[a]
