#!/usr/bin/env python3
"""Prints samples of `InitializeParams`, one for each alternative of each of its members.

usage: make_samples.py META_MODEL > samples.json
  META_MODEL   `metaModel.json` of LSP 3.17, from the repository microsoft/language-server-protocol,
               in the folder `_specifications/lsp/3.17/metaModel`

A sample is the smallest valid value that holds its alternative: members that are required, and the one in question. Arrays
are sampled empty, and with each alternative of their elements. An enumeration that takes other values is sampled with one."""

import json
import sys

ANY = [None, True, -1, 0.5, "text", [None, {}], {"a": {"b": []}}]
BASE = {
    "string": ["text"],
    "boolean": [True, False],
    "integer": [-1, 0],
    "uinteger": [0, 7],
    "decimal": [0.5],
    "null": [None],
    "URI": ["file:///home/user/project"],
    "DocumentUri": ["file:///home/user/project"],
    "RegExp": ["a+"],
}


class Model:
    def __init__(self, model):
        self.structures = {it["name"]: it for it in model["structures"]}
        self.enumerations = {it["name"]: it for it in model["enumerations"]}
        self.aliases = {it["name"]: it for it in model["typeAliases"]}

    def members(self, structure):
        """The members of a structure and of all that it extends."""
        found = []
        for parent in structure.get("extends", []) + structure.get("mixins", []):
            found += self.members(self.structures[parent["name"]])
        return found + structure["properties"]

    def samples(self, type):
        """A value for each alternative of the type; the smallest one is the first."""
        kind = type["kind"]
        if kind == "base":
            return BASE[type["name"]]
        if kind == "stringLiteral":
            return [type["value"]]
        if kind == "literal":
            return self.objects(type["value"]["properties"])
        if kind == "array":
            return [[]] + [[it] for it in self.samples(type["element"])]
        if kind == "map":
            return [{}] + [{"key": it} for it in self.samples(type["value"])]
        if kind == "or":
            return [sample for item in type["items"] for sample in self.samples(item)]
        if kind == "reference":
            return self.named(type["name"])
        raise ValueError(f"a type of kind {kind}")

    def named(self, name):
        if name == "LSPAny":
            return ANY
        if name in ("LSPObject", "LSPArray"):
            return [it for it in ANY if isinstance(it, dict if name == "LSPObject" else list)]
        if name in self.enumerations:
            enumeration = self.enumerations[name]
            values = [it["value"] for it in enumeration["values"]]
            if enumeration.get("supportsCustomValues"):
                values.append("custom" if enumeration["type"]["name"] == "string" else 1000)
            return values
        if name in self.aliases:
            return self.samples(self.aliases[name]["type"])
        return self.objects(self.members(self.structures[name]))

    def objects(self, members):
        required = {it["name"]: self.samples(it["type"])[0] for it in members if not it.get("optional")}
        found = [required]
        for member in members:
            for sample in self.samples(member["type"]):
                filled = {**required, member["name"]: sample}
                if filled not in found:
                    found.append(filled)
        return found


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        model = json.load(file)
    version = model["metaData"]["version"]
    if not version.startswith("3.17."):
        sys.exit(f"the model is of version {version}, and not of 3.17")
    samples = Model(model).named("InitializeParams")
    lines = [json.dumps(it, separators=(",", ":")) for it in samples]
    print("[\n" + ",\n".join(lines) + "\n]")


main()
