"""Checks calls of `faultline.X(...)` in a program against a generated SDK, without running either: EXAMPLE SDK"""

import ast
import sys
from pathlib import Path


def parameters(function):
    """All keyword names, and those without a default."""
    positional = function.args.posonlyargs + function.args.args
    plain = positional[: len(positional) - len(function.args.defaults)]
    keyword = list(zip(function.args.kwonlyargs, function.args.kw_defaults))
    names = {item.arg for item in positional} | {item.arg for item, _ in keyword}
    required = {item.arg for item in plain} | {item.arg for item, default in keyword if default is None}
    return names - {"self", "__self__"}, required - {"self", "__self__"}


def classes(folder):
    """The constructor of each class. A resource has its inputs in the class of its arguments."""
    found = {}
    for file in Path(folder).glob("*.py"):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef):
                for member in node.body:
                    if isinstance(member, ast.FunctionDef) and member.name == "__init__":
                        found.setdefault(node.name, parameters(member))
    return found


example, sdk = sys.argv[1:]
known = classes(sdk)
problems = []
calls = 0
for node in ast.walk(ast.parse(Path(example).read_text())):
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        continue
    if not isinstance(node.func.value, ast.Name) or node.func.value.id != "faultline":
        continue
    calls += 1
    name = node.func.attr
    inputs = f"{name}Args" if f"{name}Args" in known else name
    if inputs not in known:
        problems.append(f"line {node.lineno}: the SDK has no {name}")
        continue
    names, required = known[inputs]
    given = {keyword.arg for keyword in node.keywords}
    problems += [f"line {node.lineno}: {name} has no {extra}" for extra in sorted(given - names)]
    problems += [f"line {node.lineno}: {name} needs {missing}" for missing in sorted(required - given)]
if calls == 0:
    problems.append("there is no call of faultline")
print("\n".join(problems))
sys.exit(1 if problems else 0)
