"""A schema of FHIR's kind and size, from a seed: some 740 definitions that refer to each other, all resources in one oneOf at the root."""
import json
import random

RESOURCES, TYPES, BACKBONES_EACH = 150, 60, 4
PRIMITIVES = {
    "boolean": {"type": "boolean"},
    "code": {"type": "string", "pattern": r"^[^\s]+(\s[^\s]+)*$"},
    "date": {"type": "string", "pattern": r"^([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)(-(0[1-9]|1[0-2])(-(0[1-9]|[1-2][0-9]|3[0-1]))?)?$"},
    "decimal": {"type": "number"},
    "id": {"type": "string", "pattern": r"^[A-Za-z0-9\-\.]{1,64}$"},
    "integer": {"type": "number", "pattern": r"^-?([0]|([1-9][0-9]*))$"},
    "string": {"type": "string", "pattern": r"^[ \r\n\t\S]+$"},
    "uri": {"type": "string", "pattern": r"^\S*$"},
}
WORDS = ("the value of this element as the sender knew it when it was written down and what a reader may conclude from it or must not "
         "unless the context in which it was recorded says something else about its meaning").split()


def reference(name):
    return {"$ref": f"#/definitions/{name}"}


def definition(names, chance, members):
    """An object of so many members, each described and most of them with a companion for extensions, as FHIR has them."""
    properties = {
        "id": {"description": "Unique within its resource, for references to it.", **reference("string")},
        "extension": {"description": "What is not part of the basic definition.", "items": reference("Extension"), "type": "array"},
    }
    for i in range(members):
        name = f"{chance.choice(WORDS)}{chance.choice(WORDS).capitalize()}{i}"
        description = " ".join(chance.choices(WORDS, k=chance.randint(8, 28))).capitalize() + "."
        kind = chance.random()
        if kind < 0.35:
            properties[name] = {"description": description, **reference(chance.choice(list(PRIMITIVES)))}
            properties[f"_{name}"] = {"description": f"Extensions for {name}", **reference("Element")}
        elif kind < 0.45:
            properties[name] = {"description": description, "enum": [f"code-{j}" for j in range(chance.randint(2, 12))]}
            properties[f"_{name}"] = {"description": f"Extensions for {name}", **reference("Element")}
        elif kind < 0.75:
            properties[name] = {"description": description, **reference(chance.choice(names))}
        else:
            properties[name] = {"description": description, "items": reference(chance.choice(names)), "type": "array"}
    return {"description": " ".join(chance.choices(WORDS, k=40)).capitalize() + ".", "properties": properties, "additionalProperties": False}


def schema(seed=1):
    chance = random.Random(seed)
    types = ["Element", "Extension", "Reference", *(f"Type{i}" for i in range(TYPES))]
    definitions = {name: {**one, "description": name} for name, one in PRIMITIVES.items()}
    for name in types:
        definitions[name] = definition(types, chance, 30 if name == "Extension" else 8)
    resources = [f"Resource{i}" for i in range(RESOURCES)]
    definitions["ResourceList"] = {"oneOf": [reference(name) for name in resources]}
    for name in resources:
        parts = [f"{name}_Part{i}" for i in range(chance.randint(BACKBONES_EACH - 2, BACKBONES_EACH + 2))]
        for part in parts:
            definitions[part] = definition([*types, *parts], chance, chance.randint(6, 20))
        one = definition([*types, *parts], chance, chance.randint(15, 40))
        one["properties"]["resourceType"] = {"description": f"This is a {name} resource", "const": name}
        one["properties"]["contained"] = {"description": "Resources within.", "items": reference("ResourceList"), "type": "array"}
        definitions[name] = {**one, "required": ["resourceType"]}
    return {
        "$schema": "http://json-schema.org/draft-06/schema#",
        "$id": "https://example.org/fhir-like",
        "discriminator": {"propertyName": "resourceType", "mapping": {name: f"#/definitions/{name}" for name in resources}},
        "oneOf": [reference(name) for name in resources],
        "definitions": definitions,
    }


def text(seed=1):
    return json.dumps(schema(seed), indent=1)
