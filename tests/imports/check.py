"""Reads what `examples/accept_imports.rs` wrote: each file parses as before, and has the import once.

Needs the package tree-sitter-language-pack below 0.10; Python, Go and Node.js check their own files too, where they are installed.
"""

import ast
import collections
import pathlib
import re
import shutil
import subprocess
import sys

import tree_sitter_language_pack as grammars

GRAMMARS = {"javascriptreact": "javascript", "typescriptreact": "tsx", "objective-c": "objc", "razor": "html"}


def parser(language):
    try:
        return grammars.get_parser(GRAMMARS.get(language, language))
    except Exception:
        return None


def errors(tree):
    """How many nodes of the tree are errors or missing."""
    count, nodes = 0, [tree.root_node]
    while nodes:
        node = nodes.pop()
        if node.has_error:
            count += node.is_error or node.is_missing
            nodes.extend(node.children)
    return count


def compiles(language, path, text):
    """Whether the language's own parser takes the file; None where there is none."""
    if language == "python":
        try:
            ast.parse(text)
            return True
        except (SyntaxError, ValueError):
            return False
    command = {"go": ["gofmt", "-e", str(path)], "javascript": ["node", "--check", str(path)]}.get(language)
    if command is None or shutil.which(command[0]) is None:
        return None
    return subprocess.run(command, capture_output=True).returncode == 0


def token(line):
    """What tells the import from others: a path in quotes, or its last word."""
    quoted = re.findall(r"""["<']([^">']+)[">']""", line)
    names = re.findall(r"\{ (\w+) \}|\[(\w[\w-]*)\]|qw\((\S+)\)|:as (\w+)", line)
    if names:
        return next(word for word in names[0] if word)
    if quoted:
        return quoted[0]
    return re.split(r"[\s.:\\/]+", line.rstrip(";").replace(".*", ""))[-1]


def count(text, word):
    return len(re.findall(r"(?<![\w-])" + re.escape(word) + r"(?![\w-])", text))


def main():
    folder = pathlib.Path(sys.argv[1])
    parsers, counts, faults = {}, collections.Counter(), []
    for row in (folder / "list.tsv").read_text().splitlines():
        language, kind, before, after, line, says, path = row.split("\t")
        texts = [(folder / name).read_bytes() for name in (before, after)]
        if language not in parsers:
            parsers[language] = parser(language)
        reasons = []
        if parsers[language]:
            found = [errors(parsers[language].parse(text)) for text in texts]
            if found[1] > found[0]:
                reasons.append("does not parse")
            counts[language, "parsed"] += 1
        own = [compiles(language, folder / name, text) for name, text in zip((before, after), texts)]
        if own[0]:
            counts[language, "own parser"] += 1
            if not own[1]:
                reasons.append("does not compile")
        old, new = (text.decode() for text in texts)
        if "needs" in says:
            counts[language, "said"] += 1
        elif kind == "kept":
            if old != new:
                reasons.append("is changed")
        elif line:
            word = token(line)
            added = count(new, word) - count(old, word)
            if added != 1:
                reasons.append(f"has {word} {added} times more")
        if "\r\n" in old and re.search(r"(?<!\r)\n", new) and not re.search(r"(?<!\r)\n", old):
            reasons.append("has other line ends")
        counts[language, kind] += 1
        if reasons:
            faults.append(f"{after}: {language} {kind} {line}: {', '.join(reasons)} ({path})")
            counts[language, kind + " wrong"] += 1
    for key, number in sorted(counts.items()):
        print(*key, number, sep="\t")
    print("\n".join(faults))
    total = sum(number for (_, kind), number in counts.items() if kind in ("kept", "removed", "added"))
    print(f"{len(faults)} of {total} files are wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
