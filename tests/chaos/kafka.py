#!/usr/bin/env python3
"""Kills two processes of one group on the real broker again and again, freezes one past its session, and checks.

usage: tests/chaos/kafka.py [--events N] [--kills N] [--freezes N] [--per-second N] [--seed N]

Without options the short form. The long form of the promise: --events 100000 --kills 50 --freezes 3"""
import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "broker")]
import checker  # noqa: E402
from broker import BOOTSTRAP, CLIENT, SEATWIRE, App, client  # noqa: E402

PARTITIONS = 4
HEAL_S = 120
KAFKA = {"session.timeout.ms": 3000, "heartbeat.interval.ms": 500, "transaction.timeout.ms": 4000}


def decoded(records):
    """Values as text."""
    for record in records:
        record["value"] = bytes.fromhex(record["value"]).decode() if record["value"] is not None else None
    return records


def feed(app, history, per_second):
    """Produces the history at a rate, in a thread of its own; returns the thread."""
    def run():
        subprocess.run([CLIENT, "produce", BOOTSTRAP, app.inputs[0], "--per-second", str(per_second)],
                       input="".join(history.lines()), text=True, check=True)
    thread = threading.Thread(target=run)
    thread.start()
    return thread


def read_place(record):
    return record["partition"], record["offset"]


class Storm:
    """Two processes that die and come back."""

    def __init__(self, app, draw):
        self.app = app
        self.random = draw
        self.engines = {name: app.start(name, workers=2) for name in "ab"}
        self.kills = self.freezes = 0
        self.down = set()  # killed, and not back yet
        self.ended = []    # processes that ended by themselves, which none may

    def restart(self, name):
        self.engines[name] = self.app.start(name, workers=2)
        self.down.discard(name)

    def look(self):
        for name, engine in list(self.engines.items()):
            status = engine.process.poll()
            if status is not None and name not in self.down:
                bad = [line for line in engine.raw if '"info"' not in line and "not as safe" not in line]
                self.ended.append((name, status, "".join(bad[-5:])))
                self.restart(name)

    def kill(self):
        name = self.random.choice("ab")
        self.down.add(name)
        self.engines[name].kill()
        self.kills += 1
        if self.random.random() < 0.2:
            self.pause(4)  # long enough for the other one to take over
        self.restart(name)

    def freeze(self):
        engine = self.engines[self.random.choice("ab")]
        engine.signal(signal.SIGSTOP)
        self.pause(KAFKA["session.timeout.ms"] / 1000 + 3)
        engine.signal(signal.SIGCONT)
        self.freezes += 1

    def pause(self, seconds):
        """Chance decides when a process dies: this is the storm's pace, not a wait for something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.look()
            time.sleep(0.02)

    def stop(self):
        for engine in self.engines.values():
            engine.await_fact("partitions assigned", count=2)  # of both workers
            engine.stop()


def rage(storm, options, feeder, app, early):
    """Kills and freezes as often as asked for and while events flow; reads now and then."""
    freezes = sorted(storm.random.sample(range(options.kills), options.freezes))
    reads = {options.kills // 3, options.kills * 2 // 3}
    for number in range(options.kills):
        storm.pause(storm.random.uniform(0.05, 1.6))
        storm.kill()
        if number in freezes:
            storm.freeze()
        if number in reads:
            early.update({read_place(r): r["value"] for r in decoded(app.read(app.calls))})
    feeder.join()


def await_healing(storm, app, ends):
    deadline = time.monotonic() + HEAL_S
    while True:
        storm.look()
        committed = app.offsets()
        if all(committed.get(place) == end for place, end in ends.items()):
            return committed
        if time.monotonic() > deadline:
            return committed
        time.sleep(0.2)


def input_ends(app):
    ends = {(app.inputs[0], p): 0 for p in range(PARTITIONS)}
    for record in app.read(app.inputs[0]):
        ends[app.inputs[0], record["partition"]] = record["offset"] + 1
    return ends


def rekey_is_done(app):
    """Whether everything that was forwarded has been read: no later offset holds a record."""
    committed = app.offsets()
    return all(r["offset"] < committed[f"{app.name}.rekey", r["partition"]] for r in app.read(f"{app.name}.rekey"))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--events", type=int, default=10000)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--freezes", type=int, default=1)
    parser.add_argument("--per-second", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    history = checker.History(options.events, options.seed)
    early = {}
    start = time.monotonic()
    print(f"# seed {options.seed}: {options.events} events, {options.kills} kills, {options.freezes} freezes", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        app = App(folder, partitions=PARTITIONS, map_text=checker.MAP, kafka=KAFKA)
        storm = Storm(app, random.Random(options.seed))
        try:
            rage(storm, options, feed(app, history, options.per_second), app, early)
            ends = input_ends(app)
            healing = time.monotonic()
            committed = await_healing(storm, app, ends)
            while not rekey_is_done(app) and time.monotonic() < healing + HEAL_S:
                storm.look()
            print(f"# {time.monotonic() - start:.0f} s; {storm.kills} kills, {storm.freezes} freezes; healed in "
                  f"{time.monotonic() - healing:.1f} s", flush=True)
            storm.stop()
            good = judge(app, history, storm, early, ends)
        finally:
            app.finish()
    sys.exit(0 if good else 1)


def judge(app, history, storm, early, ends):
    check = checker.Checker(history)
    tasks, receipts = decoded(app.read(app.calls)), decoded(app.read(f"{app.name}.receipts"))
    check.check(not storm.ended, f"processes that ended by themselves: {storm.ended[:3]}")
    check.tasks(tasks)
    check.receipts(receipts, PARTITIONS)
    check.sources(tasks, receipts)
    check.still_there(early, tasks)
    check.offsets(app.offsets(), checker.progress_of(SEATWIRE, app.config("a")), ends)
    check.rebuilt(SEATWIRE, app.config("a"), tasks)
    letters = client("read", BOOTSTRAP, f"{app.name}.dead-letters")
    check.check(not letters, f"dead letters: {letters[:1]}")
    print(f"# {len(history.sent)} records, {len(tasks)} task records, {len(receipts)} receipts", flush=True)
    return check.report("exactly once on the broker while processes are killed and frozen")


main()
