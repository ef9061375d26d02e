"""What the tests of readers share: event_dump fed with many inputs at once, and results reported line by line."""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("SEATWIRE_BUILD", ROOT / "build" / "release"))
SHARED = pathlib.Path(os.environ.get("SEATWIRE_SHARED", ROOT.parent / "shared"))


def suite(name):
    """The folder of a public suite; ends the test if it is not there."""
    folder = SHARED / "suites" / name
    if not folder.is_dir():
        print(f"skipped {name}: no shared folder")
        sys.exit(0)
    return folder


def dump(reader, lines):
    """What event_dump writes for each of `lines`. A crash ends the test: the reader must take anything."""
    done = subprocess.run([BUILD / "tests" / "event_dump", reader], input="".join(line + "\n" for line in lines).encode(),
                          stdout=subprocess.PIPE, check=True)
    results = [json.loads(line) for line in done.stdout.splitlines()]
    if len(results) != len(lines):
        raise RuntimeError(f"event_dump answered {len(results)} of {len(lines)} lines")
    return results


def record(value, headers=()):
    """A line for `event_dump event`: bytes or None, and pairs of names and values as text."""
    fields = ["-" if value is None else value.hex()]
    fields += [f"{name.encode().hex()}={text.encode().hex()}" for name, text in headers]
    return " ".join(fields)


def same(left, right):
    """Equal, where a number equals itself in any form, but true is not 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


class Results:
    def __init__(self):
        self.failed = False

    def check(self, name, good, why=""):
        self.failed |= not good
        print(f"ok {name}" if good else f"not ok {name}\n# {why}", flush=True)

    def finish(self):
        sys.exit(1 if self.failed else 0)
