"""What the lint suites share: the project's files, their text without comments, its layers, its objects, results."""
import functools
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / "build" / "release"


@functools.cache
def files():
    """Every file that is or will be tracked, as paths relative to ROOT, sorted."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard"], check=True,
                            capture_output=True, text=True).stdout.splitlines()
    return [name for name in sorted(set(listed)) if (ROOT / name).is_file()]


def c_files(*folders, endings=(".c", ".h")):
    return [name for name in files() if name.endswith(endings) and (not folders or name.startswith(folders))]


@functools.cache
def text(name):
    return (ROOT / name).read_text(errors="replace")


def code(name):
    """The text with comments, strings and character constants blanked; lines keep their numbers."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", blank, text(name), flags=re.S)


def numbered(content):
    return enumerate(content.splitlines(), 1)


@functools.cache
def layers():
    """The layers of meson.build: name to the layers that it may include, in order."""
    block = re.search(r"^layers = \{\n(.*?)^\}", text("meson.build"), flags=re.S | re.M).group(1)
    return {name: re.findall(r"'(\w+)'", below) for name, below in re.findall(r"'(\w+)': \[(.*?)\]", block, re.S)}


def nm(path, *options):
    """nm's lines as lists of words, with the archive member (or the path) first."""
    member, rows = path.name, []
    output = subprocess.run(["nm", *options, str(path)], check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        heading = re.match(r"Symbols from .*?\[?([\w.-]+)\]?:$", line)
        if heading:
            member = heading.group(1)
        elif "|" in line:
            rows.append([member, *re.split(r"\s*\|\s*|\s+", line.strip())])
    return rows


def archive(layer):
    path = RELEASE / f"libseatwire-{layer}.a"
    return path if path.exists() else None


class Results:
    """Collects the faults of named rules and prints one result for each rule."""

    def __init__(self, *rules):
        self.faults = {rule: [] for rule in rules}

    def fault(self, rule, place, what):
        self.faults[rule].append(f"{place}: {what}")

    def finish(self):
        for rule, faults in self.faults.items():
            print(f"not ok {rule}" if faults else f"ok {rule}")
            for fault in faults:
                print(f"# {fault}")
        sys.exit(1 if any(self.faults.values()) else 0)
