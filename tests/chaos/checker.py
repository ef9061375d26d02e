"""Exactly once under fire: what the generator makes, what a model says must come of it, and whether it did.

The generator makes events with unique ids for few hot and many cold accounts; some are sent twice, some to the wrong
partition. The model is a few lines of Python over the same list: it knows nothing of the engine. The checker holds
against it what a reader of committed data finds when everything has healed:

    each expected task once and no other; revisions of a task strictly +1; the order of each account
    receipts as many as the model says, by result
    each output of one place: no two with the same source and index
    the state of the state topic = the state that the core builds anew from inputs and journal; its outputs, too
    committed offsets = those of the progress records = the ends of the inputs
    what a reader saw during the faults is still there, at the same places
"""
import collections
import json
import random
import subprocess
import sys

from broker import SEATS

MAP = "seatwire: 1\nmap: chaos" + SEATS + """
  quality: { owner: desk }
  speed: { owner: desk }
account:
  key: [subject]
  relationship: desk
  remember:
    newest: { last: data.n, on: { type: [order.placed, order.late, order.odd] } }
    late: { count: 30d, on: { type: [order.late] } }
    timeline: { recent: 5, on: { type: [ { prefix: order. } ] } }
signals:
  placed: { when: { type: [order.placed], data: { task: [true] } } }
  late: { when: { type: [order.late] } }
  third: { when: { type: [order.odd] }, times: 3, within: 300d }
flows:
  - { signal: placed, outcome: care, action: call, due: 1d }
  - { signal: late, outcome: speed, action: hurry, due: 2d }
  - { signal: third, outcome: quality, action: look, due: 3d }
actions:
  call: { topic: %(app)s-calls, expect: "Call", carry: [account.newest], track: false }
  hurry: { topic: %(app)s-calls, expect: "Hurry", carry: [account.late] }
  look: { topic: %(app)s-calls, expect: "Look into it", carry: [account.timeline], track: false }
"""

HOT, COLD, WANDERERS = 5, 2000, 40


def partition_of(key, partitions):
    """As Kafka's Java clients choose: murmur2 with their seed, made positive."""
    data, mask = key.encode(), 0xFFFFFFFF
    m = 0x5BD1E995
    h = 0x9747B28C ^ len(data)
    whole = len(data) // 4 * 4
    for i in range(0, whole, 4):
        k = int.from_bytes(data[i:i + 4], "little") * m & mask
        h = (h * m & mask) ^ ((k ^ k >> 24) * m & mask)
    if whole < len(data):
        h = (h ^ int.from_bytes(data[whole:], "little")) * m & mask
    h = (h ^ h >> 13) * m & mask
    return ((h ^ h >> 15) & 0x7FFFFFFF) % partitions


class History:
    """The events of one run, and what must come of them."""

    def __init__(self, count, seed, astray=True):
        self.random = random.Random(seed)
        self.astray = astray  # whether some records are sent to the wrong partition
        self.sent = []  # (key of the record, event), with repetitions
        self.unique = []
        self.repeated = self.misplaced = 0
        for number in range(count):
            self._make(number)

    def _account(self):
        draw = self.random.random()
        if draw < 0.4:
            return f"hot-{self.random.randrange(HOT)}"
        if draw < 0.42:
            return f"wander-{self.random.randrange(WANDERERS)}"
        return f"cold-{self.random.randrange(COLD)}"

    def _make(self, number):
        account = self._account()
        kind = self.random.choices(["order.placed", "order.late", "order.odd", "noise"], [70, 10, 10, 10])[0]
        event = {"specversion": "1.0", "id": f"e{number}", "source": "/generator", "type": kind, "subject": account,
                 "time": f"2026-01-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z",
                 "data": {"n": number, "task": self.random.random() < 0.5}}
        if number >= 86400:
            event["time"] = event["time"].replace("2026-01-01", f"2026-01-{1 + number // 86400:02}")
        wanders = self.astray and account.startswith("wander")
        self.unique.append(event)
        copies = 2 if kind != "noise" and self.random.random() < 0.01 else 1
        for _ in range(copies):
            self.sent.append((f"astray-{account}" if wanders else account, event))
        self.repeated += copies - 1

    def lines(self):
        return [f"{key}\t{json.dumps(event, separators=(',', ':'))}\n" for key, event in self.sent]

    def expected(self):
        """By account and action, in order: the ids of the events behind each task record."""
        expected = collections.defaultdict(list)
        odd = collections.defaultdict(list)
        for event in self.unique:
            account = event["subject"]
            if event["type"] == "order.placed" and event["data"]["task"]:
                expected[account, "call"].append([event["id"]])
            elif event["type"] == "order.late":
                before = expected[account, "hurry"][-1] if expected[account, "hurry"] else []
                expected[account, "hurry"].append(before + [event["id"]])
            elif event["type"] == "order.odd":
                odd[account].append(event["id"])
                if len(odd[account]) == 3:
                    expected[account, "look"].append(odd.pop(account))
        return {key: value for key, value in expected.items() if value}


class Checker:
    """Collects what does not hold; `read` is a list of records with partition, offset, key, value, headers."""

    def __init__(self, history):
        self.history = history
        self.faults = []

    def check(self, truth, fault):
        if not truth:
            self.faults.append(fault)

    def tasks(self, read):
        found = collections.defaultdict(list)
        for record in read:
            task = json.loads(record["value"])
            found[task["subject"], task["data"]["action"]].append(task)
        expected = self.history.expected()
        for key in set(found) | set(expected):
            self._of_account(key, found.get(key, []), expected.get(key, []))

    def _of_account(self, key, tasks, expected):
        ids = [[e["event"]["id"] for e in task["data"]["evidence"]] for task in tasks]
        if key[1] != "hurry":
            same = [sorted(i) for i in ids] == [sorted(i) for i in expected]
            self.check(same, f"{key}: {len(ids)} tasks, expected {len(expected)}: {diff(ids, expected)}")
            self.check(all(t["data"]["revision"] == 1 for t in tasks), f"{key}: a revision that is not 1")
            self.check(len({t["data"]["task"] for t in tasks}) == len(tasks), f"{key}: two tasks with one id")
            return
        revisions = [t["data"]["revision"] for t in tasks]
        self.check(revisions == list(range(1, len(expected) + 1)),
                   f"{key}: revisions {revisions[:20]}, expected 1 to {len(expected)}")
        self.check(len({t["data"]["task"] for t in tasks}) == 1, f"{key}: more than one task of one matter")
        evidence = [len(i) + t["data"].get("evidence_more", 0) for i, t in zip(ids, tasks)]
        self.check(evidence == [len(i) for i in expected], f"{key}: evidence {evidence[:20]}")

    def receipts(self, read, partitions):
        results = collections.Counter(json.loads(record["value"])["data"]["result"] for record in read)
        expected = self.history.expected()
        late = [value for (_, action), value in expected.items() if action == "hurry"]
        others = sum(len(value) for (_, action), value in expected.items() if action != "hurry")
        wanted = {"routed": others + len(late), "folded": sum(len(value) - 1 for value in late),
                  "duplicate": self.history.repeated,
                  "misplaced": sum(partition_of(key, partitions) != partition_of(event["subject"], partitions)
                                   for key, event in self.history.sent)}
        self.check(dict(results) == {k: v for k, v in wanted.items() if v}, f"receipts {dict(results)}, expected {wanted}")

    def sources(self, *reads):
        places = collections.Counter(record["headers"].get("seatwire-source") for read in reads for record in read)
        twice = [place for place, times in places.items() if times > 1]
        self.check(not twice, f"outputs twice: {twice[:5]}")
        self.check(None not in places, "an output without seatwire-source")

    def offsets(self, committed, progress, ends):
        for place, end in ends.items():
            self.check(committed.get(place) == end, f"{place}: committed {committed.get(place)}, end {end}")
        for place, offset in progress.items():
            self.check(committed.get(place) == offset, f"{place}: committed {committed.get(place)}, progress {offset}")

    def still_there(self, early, late):
        now = {(r["partition"], r["offset"]): r["value"] for r in late}
        gone = [place for place, value in early.items() if now.get(place) != value]
        self.check(not gone, f"read during the faults and gone or changed later: {gone[:5]}")

    def rebuilt(self, seatwire, config, tasks):
        """The core over inputs and journal: the same state, the same tasks, byte for byte."""
        state = lines_of(seatwire, "state", "dump", "--config", config)
        again = lines_of(seatwire, "replay", "--config", config, "--only", "state")
        self.check(state and sorted(state) == sorted(again),
                   f"state: {len(state)} accounts, rebuilt {len(again)}: {diff(sorted(state), sorted(again))}")
        replayed = lines_of(seatwire, "replay", "--config", config, "--only", "tasks")
        written = sorted(record["value"] for record in tasks)
        rebuilt = sorted(value_text(line) for line in replayed)
        self.check(written == rebuilt, f"{len(written)} tasks, rebuilt {len(rebuilt)}: {diff(written, rebuilt)}")

    def report(self, name):
        print(f"{'not ok' if self.faults else 'ok'} {name}", flush=True)
        for fault in self.faults[:20]:
            print(f"# {fault[:1000]}", flush=True)
        return not self.faults


def value_text(line):
    """The value of {"topic":...,"key":...,"value":...} as it was written."""
    return line[line.index('"value":') + len('"value":'):-1]


def diff(found, expected):
    for i, (a, b) in enumerate(zip(found, expected)):
        if a != b:
            return f"at {i}: {a} instead of {b}"
    rest = found[len(expected):] or expected[len(found):]
    return f"{'beyond' if len(found) > len(expected) else 'missing'}: {rest[:3]}"


def progress_of(seatwire, config):
    """Offsets of the progress records, by topic and partition."""
    offsets = {}
    for line in lines_of(seatwire, "state", "dump", "--config", config, "--progress", "--format", "json"):
        record = json.loads(line)
        for topic, offset in record.get("next", {}).items():
            offsets[topic, record["partition"]] = offset
    return offsets


def lines_of(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: status {done.returncode}: {done.stderr}")
    return done.stdout.splitlines()
