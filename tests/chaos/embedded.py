#!/usr/bin/env python3
"""Kills the one process of an embedded log again and again while events are appended beside it, and checks.

usage: tests/chaos/embedded.py [--events N] [--kills N] [--seed N]

Without options the short form; a long one: --events 100000 --kills 100"""
import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "broker")]
import checker  # noqa: E402
from broker import SEATWIRE, Engine  # noqa: E402

PARTITIONS, CHUNK, HEAL_S = 4, 250, 120
NAME = "chaos"
RECORDS = """SELECT p.number, r.id - (p.id << 40), r.key, r.value, r.headers
    FROM topics t JOIN partitions p ON p.topic = t.id
    JOIN records r ON r.id BETWEEN p.id << 40 AND (p.id << 40) + (1 << 40) - 1 WHERE t.name = ? ORDER BY r.id"""
OFFSETS = """SELECT t.name, p.number, o.next_offset FROM offsets o JOIN partitions p ON p.id = o.partition
    JOIN topics t ON t.id = p.topic"""
ENDS = "SELECT t.name, p.number, p.next_offset FROM partitions p JOIN topics t ON t.id = p.topic WHERE t.name = ?"


class Home:
    """The folder of an application on an embedded log."""

    def __init__(self, folder):
        self.folder = folder
        self.config = os.path.join(folder, "seatwire.yaml")
        self.file = os.path.join(folder, "seatwire.db")
        with open(os.path.join(folder, "map.yaml"), "w", encoding="utf-8") as file:
            file.write(checker.MAP % {"app": NAME})
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"seatwire: 1\napplication: {NAME}\nmap: map.yaml\nlog: {{ embedded: seatwire.db }}\n"
                       f"inputs: [ {{ topic: events }} ]\nlive_from: 2020-01-01\nworkers: 2\n")
        self.topics("--create", "--partitions", str(PARTITIONS))

    def topics(self, *words, text=None):
        subprocess.run([SEATWIRE, "topics", "--config", self.config, *words], input=text, text=True, check=True,
                       stdout=subprocess.DEVNULL)

    def query(self, sql, *values):
        base = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=60)
        try:
            return base.execute(sql, values).fetchall()
        finally:
            base.close()

    def read(self, topic):
        return [{"partition": p, "offset": o, "key": text(key), "value": text(value),
                 "headers": json.loads(headers) if headers else {}}
                for p, o, key, value, headers in self.query(RECORDS, topic)]

    def offsets(self):
        return {(topic, partition): offset for topic, partition, offset in self.query(OFFSETS)}

    def ends(self, topic):
        return {(name, partition): offset for name, partition, offset in self.query(ENDS, topic)}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def feed(home, history):
    """Appends the history in pieces, in a thread of its own; returns the thread."""
    def run():
        lines = [json.dumps(event, separators=(",", ":")) + "\n" for _, event in history.sent]
        for at in range(0, len(lines), CHUNK):
            home.topics("--append", "events=-", text="".join(lines[at:at + CHUNK]))
    thread = threading.Thread(target=run)
    thread.start()
    return thread


def rage(home, draw, kills, early):
    """Kills the engine at moments that chance chooses, also while it restores; returns the last one."""
    ended = []
    engine = Engine(["--config", home.config])
    for number in range(kills):
        time.sleep(draw.uniform(0.02, 0.8))  # chance decides when it dies; nothing is waited for
        if engine.process.poll() is not None:
            ended.append("".join(engine.raw[-5:]))
        engine.kill()
        if number == kills // 2:
            early.update({(r["partition"], r["offset"]): r["value"] for r in home.read(f"{NAME}-calls")})
        engine = Engine(["--config", home.config])
    return engine, ended


def heal(home):
    deadline = time.monotonic() + HEAL_S
    while time.monotonic() < deadline:
        committed = home.offsets()
        if all(committed.get(place) == end for place, end in home.ends("events").items()):
            return
        time.sleep(0.1)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--events", type=int, default=10000)
    parser.add_argument("--kills", type=int, default=15)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    history = checker.History(options.events, options.seed, astray=False)
    early = {}
    start = time.monotonic()
    print(f"# seed {options.seed}: {options.events} events, {options.kills} kills", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(folder)
        feeder = feed(home, history)
        engine, ended = rage(home, random.Random(options.seed), options.kills, early)
        feeder.join()
        heal(home)
        engine.await_fact("partitions assigned", count=2)  # of both workers
        engine.stop()
        print(f"# {time.monotonic() - start:.0f} s", flush=True)
        good = judge(home, history, early, ended)
    sys.exit(0 if good else 1)


def judge(home, history, early, ended):
    check = checker.Checker(history)
    tasks, receipts = home.read(f"{NAME}-calls"), home.read(f"{NAME}.receipts")
    progress = checker.progress_of(SEATWIRE, home.config)
    check.check(not ended, f"processes that ended by themselves: {ended[:3]}")
    check.tasks(tasks)
    check.receipts(receipts, PARTITIONS)
    check.sources(tasks, receipts)
    check.still_there(early, tasks)
    check.offsets(home.offsets(), progress, home.ends("events"))
    check.rebuilt(SEATWIRE, home.config, tasks)
    check.check(not home.read(f"{NAME}.dead-letters"), "dead letters")
    print(f"# {len(history.sent)} records, {len(tasks)} task records, {len(receipts)} receipts", flush=True)
    return check.report("exactly once on the embedded log while the process is killed")


main()
