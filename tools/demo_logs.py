"""The two logs of tools/demo, as a program other than Seatwire sees them: read with common tools."""
import collections
import contextlib
import json
import os
import sqlite3
import subprocess

Record = collections.namedtuple("Record", "topic partition offset key value")


class KafkaLog:
    """A broker of our own, read with kcat."""
    name = "a Kafka broker, which is started for it"

    def __init__(self, root, folder):
        self.root, self.folder, self.bootstrap = root, folder, None

    def start(self):
        done = subprocess.run([self.root / "tests/broker/kafka", "start", self.folder / "broker"], check=True,
                              capture_output=True, text=True)
        self.bootstrap = done.stdout.strip()

    def stop(self):
        if self.bootstrap:
            subprocess.run([self.root / "tests/broker/kafka", "stop", self.folder / "broker"], check=True)

    def setting(self):
        return f'{{ kafka: {{ bootstrap.servers: "{self.bootstrap}" }} }}'

    def read(self, topic):
        done = subprocess.run(["kcat", "-C", "-b", self.bootstrap, "-t", topic, "-e", "-q", "-J", "-o", "beginning",
                               "-X", "isolation.level=read_committed", "-X", "fetch.wait.max.ms=10"],
                              check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            record = json.loads(line)
            yield Record(topic, record["partition"], record["offset"], record["key"], decoded(record["payload"]))

    def topics(self):
        done = subprocess.run(["kcat", "-L", "-J", "-b", self.bootstrap], check=True, capture_output=True, text=True)
        return sorted(topic["topic"] for topic in json.loads(done.stdout)["topics"])

    def hints(self):
        broker = os.path.relpath(self.folder / "broker", self.root)
        reader = f"kcat -C -b {self.bootstrap} -e -q -X isolation.level=read_committed -t"
        return [("the broker", f"tests/broker/kafka start {broker}   (it is stopped now; its topics are kept)"),
                ("tasks", f"{reader} tasks.problems"), ("receipts", f"{reader} incidents.receipts")]


class EmbeddedLog:
    """One SQLite file, read with SQLite."""
    name = "the embedded log"

    def __init__(self, root, folder):
        self.root, self.file = root, folder / "seatwire.db"

    def start(self):
        pass

    def stop(self):
        pass

    def setting(self):
        return "{ embedded: seatwire.db }"

    def read(self, topic):
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT partition, offset, key, value FROM log WHERE topic = ?", [topic]).fetchall()
        for partition, offset, key, value in rows:
            yield Record(topic, partition, offset, as_text(key), decoded(as_text(value)))

    def topics(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as database:
            return [name for name, in database.execute("SELECT name FROM topics ORDER BY name")]

    def hints(self):
        shown = os.path.relpath(self.file, self.root)
        tasks = "SELECT seat, action, due, account FROM tasks_now WHERE state = 'open'"
        return [("the database", f"sqlite3 {shown}   (views: tasks, tasks_now, receipts, dead_letters, log)"),
                ("open tasks", f'sqlite3 {shown} "{tasks}"'),
                ("a receipt", f"sqlite3 {shown} 'SELECT value FROM receipts LIMIT 1'")]


def as_text(value):
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def decoded(payload):
    try:
        return json.loads(payload)
    except (TypeError, ValueError):
        return payload
