"""What the tests on a real broker share: an application with topics of its own, its engines, and a reader.

A test file makes one Suite, defines functions named as sentences under @suite.test, and ends with suite.run()."""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SEATWIRE = os.environ.get("SEATWIRE", os.path.join(ROOT, "build/release/seatwire"))
PROGRAMS = os.path.join(os.environ.get("SEATWIRE_BUILD", os.path.join(ROOT, "build/release")), "tests")
CLIENT = os.path.join(PROGRAMS, "kafka_client")
ADMIN = os.path.join(PROGRAMS, "kafka_admin")
BOOTSTRAP = os.environ.get("SEATWIRE_BOOTSTRAP", "")
PATIENCE_S = 60
LARGE = 1024 * 1024 + 64 * 1024  # an event and what a forwarded one carries beside it

SEATS = """
steward: { seat: ops, topic: %(app)s-drift }
seats:
  desk: { function: support, reports_to: ops, person: desk@example.com }
  ops: { function: operations, person: ops@example.com }
outcomes:
  care: { owner: desk }
"""
MAP = "seatwire: 1\nmap: orders" + SEATS + """
account:
  key: [subject]
  relationship: desk
  remember:
    newest: { last: data.n, on: { type: [order.placed] } }
signals:
  placed: { when: { type: [order.placed], data: { task: [true] } } }
flows:
  - { signal: placed, outcome: care, action: call, due: 1d }
actions:
  call: { topic: %(app)s-calls, expect: "Call the customer", carry: [account.newest], track: false }
"""


def await_true(condition, what, patience_s=PATIENCE_S):
    """Waits until the condition gives something true, and returns it."""
    deadline = time.monotonic() + patience_s
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"did not come within {patience_s} s: {what}")
        time.sleep(0.02)


def event(number, account, task=True, kind="order.placed", source="/shop"):
    return {"specversion": "1.0", "id": str(number), "source": source, "type": kind, "subject": account,
            "time": "2026-01-01T00:00:00Z", "data": {"n": number, "task": task}}


def client(*words, text=None):
    program = ADMIN if words[0] in ("create", "delete", "truncate", "commit") else CLIENT
    done = subprocess.run([program, *map(str, words)], input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words[0]}: status {done.returncode}: {done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


class Engine:
    """One process of `seatwire run`; its log lines as they come."""

    def __init__(self, config):
        self.facts = []
        self.raw = []
        self.process = subprocess.Popen([SEATWIRE, "run", "--format", "json", *config], stderr=subprocess.PIPE,
                                        text=True)
        self.pid = self.process.pid
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self):
        for line in self.process.stderr:
            self.raw.append(line)
            try:
                self.facts.append(json.loads(line))
            except ValueError:
                pass

    def find(self, fact, **fields):
        return [f for f in list(self.facts)
                if f.get("fact") == fact and all(f.get(k) == v for k, v in fields.items())]

    def await_fact(self, fact, count=1, patience_s=PATIENCE_S, **fields):
        def there():
            found = self.find(fact, **fields)
            if len(found) >= count:
                return found
            assert self.process.poll() is None, f"the engine ended before `{fact}`:\n" + "".join(self.raw)
            return None
        try:
            return await_true(there, f"fact `{fact}` {fields}", patience_s)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n" + "".join(self.raw)) from None

    def await_owned(self, partitions):
        """Waits until the newest assignment is of these partitions, "0,1", and each is restored."""
        def there():
            turns = self.find("partitions assigned")
            if not turns or turns[-1]["partitions"] != partitions:
                return False
            restored = self.facts[self.facts.index(turns[-1]):]
            return sum(f.get("fact") == "partition restored" for f in restored) == turns[-1]["count"]
        try:
            await_true(there, f"partitions {partitions}")
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n" + "".join(self.raw)) from None

    def await_owned_by_workers(self, workers):
        """Waits until each worker has partitions, and has restored what it was assigned last."""
        def there():
            waits_for = {}
            for fact in list(self.facts):
                if fact["fact"] == "partitions assigned":
                    waits_for[fact["worker"]] = fact["count"]
                elif fact["fact"] == "partition restored":
                    waits_for[fact["worker"]] = max(0, waits_for[fact["worker"]] - 1)
                elif fact["fact"] in ("partitions lost", "partitions given back"):
                    waits_for.pop(fact["worker"], None)
            return len(waits_for) == workers and not any(waits_for.values())
        await_true(there, f"partitions of {workers} workers")

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def wait(self, patience_s=PATIENCE_S):
        status = self.process.wait(patience_s)
        self.thread.join(5)
        return status

    def stop(self, patience_s=15):
        self.signal(signal.SIGTERM)
        status = self.wait(patience_s)
        assert status == 0, f"ended with status {status}:\n" + "".join(self.raw)


class App:
    """An application with topics, configuration and map of its own."""
    count = 0

    def __init__(self, folder, partitions=4, inputs=("events",), map_text=MAP, kafka=None, live_from="2020-01-01",
                 more="", create=True):
        App.count += 1
        self.name = f"t{os.getpid()}-{App.count}"
        self.partitions = partitions
        self.inputs = [f"{self.name}-{topic}" for topic in inputs]
        self.calls = f"{self.name}-calls"
        self.drift = f"{self.name}-drift"
        self.folder = os.path.join(folder, self.name)
        self.kafka = {"session.timeout.ms": 6000, "heartbeat.interval.ms": 500, **(kafka or {})}
        self.live_from = live_from
        self.bootstrap = BOOTSTRAP
        self.more = more
        self.engines = []
        os.mkdir(self.folder)
        with open(os.path.join(self.folder, "map.yaml"), "w", encoding="utf-8") as file:
            file.write(map_text % {"app": self.name})
        if create:
            client("create", self.bootstrap, *self.topics())

    def topics(self):
        n, p = self.name, self.partitions
        return [f"{topic}:{p}" for topic in [*self.inputs, f"{n}.cross", f"{n}.journal", f"{n}.receipts",
                                             f"{n}.dead-letters", self.calls, self.drift]] + [
            f"{n}.rekey:{p}:max.message.bytes={LARGE + 4096}", f"{n}.state:{p}:cleanup.policy=compact"]

    def config(self, instance="a", workers=1):
        path = os.path.join(self.folder, f"{instance}.yaml")
        kafka = "".join(f", {key}: {value}" for key, value in self.kafka.items())
        inputs = "".join(f"  - {{ topic: {topic} }}\n" for topic in self.inputs)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"seatwire: 1\napplication: {self.name}\ninstance: {instance}\nmap: map.yaml\n"
                       f'log: {{ kafka: {{ bootstrap.servers: "{self.bootstrap}"{kafka} }} }}\n'
                       f"inputs:\n{inputs}live_from: {self.live_from}\nworkers: {workers}\n{self.more}")
        return path

    def start(self, instance="a", workers=1, drain=False):
        engine = Engine(["--config", self.config(instance, workers), *(["--drain"] if drain else [])])
        self.engines.append(engine)
        return engine

    def drain(self, instance="a", workers=1, patience_s=PATIENCE_S):
        """Runs one engine until all is read; returns it."""
        engine = self.start(instance, workers, drain=True)
        status = engine.wait(patience_s)
        assert status == 0, f"ended with status {status}:\n" + "".join(engine.raw)
        return engine

    def produce(self, events, *options, topic=None):
        """Events as dictionaries; key is the subject."""
        lines = "".join(f"{e['subject']}\t{json.dumps(e)}\n" for e in events)
        client("produce", self.bootstrap, topic or self.inputs[0], *options, text=lines)

    def read(self, topic, *options):
        return client("read", self.bootstrap, topic, *options)

    def tasks(self):
        """The tasks a reader of committed data finds, in the order of each partition."""
        return [json.loads(bytes.fromhex(r["value"])) for r in self.read(self.calls)]

    def receipts(self):
        return [json.loads(bytes.fromhex(r["value"])) for r in self.read(f"{self.name}.receipts")]

    def offsets(self):
        topics = [*self.inputs, f"{self.name}.rekey", f"{self.name}.cross"]
        return {(o["topic"], o["partition"]): o["offset"]
                for o in client("offsets", self.bootstrap, self.name, *[f"{t}:{self.partitions}" for t in topics])}

    def finish(self):
        for engine in self.engines:
            if engine.process.poll() is None:
                engine.signal(signal.SIGCONT)
                engine.kill()


def causes(tasks):
    """Ids of the events that caused the tasks."""
    return [task["data"]["evidence"][0]["event"]["id"] for task in tasks]


class Suite:
    def __init__(self):
        self.tests = []

    def test(self, function):
        self.tests.append(function)
        return function

    def run(self):
        wanted = sys.argv[1:]
        failed = 0
        with tempfile.TemporaryDirectory() as folder:
            for function in self.tests:
                name = function.__name__.replace("_", " ")
                if wanted and not any(word in name for word in wanted):
                    continue
                apps = []

                def app(**options):
                    apps.append(App(folder, **options))
                    return apps[-1]
                start = time.monotonic()
                try:
                    function(app)
                    print(f"ok {name}", flush=True)
                except Exception:  # pylint: disable=broad-except
                    failed += 1
                    print(f"not ok {name}", flush=True)
                    traceback.print_exc(file=sys.stdout)
                    for engine in (e for one in apps for e in one.engines):
                        print(f"# engine, status {engine.process.poll()}:\n" + "".join(engine.raw[-12:]), flush=True)
                finally:
                    for one in apps:
                        one.finish()
                if os.environ.get("SEATWIRE_TIMES"):
                    print(f"# {time.monotonic() - start:.1f} s", flush=True)
        sys.exit(1 if failed else 0)
