"""The incident map's arithmetic, told a second time: what signals, receipts and tasks it must give over a file of events.

Written from the specification of the flow map and from rules/incidents/flow-map.yaml, without the engine. It reads
the tickets' histories as they are and none of the converter's marks (`type` aside, `before`, `first_time`). Events must
come in the order of time.

usage: python3 incidents_model.py EVENTS
"""
import collections
import datetime
import json
import sys

HOUR = 3600 * 1000
DAY = 24 * HOUR
MISSED_SLICE = 30 * DAY // 32

# signal: (times, within, quiet, open tickets that must be left); of callers, on opened tickets
WINDOWS = {
    "frequent_caller": (10, 366 * DAY, 366 * DAY, 0),
    "caller_surge": (4, 8 * HOUR, 1 * DAY, 3),
}

# flow: (fold key less the account, due, tracked, seat). What is not tracked is never folded.
FLOWS = {
    "priority_one": ("lead_incident", 4 * HOUR, False, "incident_manager"),
    "caller_surge": ("look_for_outage", 8 * HOUR, True, "incident_manager"),
    "passed_around": ("name_one_resolver", 1 * DAY, True, "triage_lead"),
    "sla_missed_urgent": ("explain_miss", 1 * DAY, True, "service_level_manager"),
    "sla_missed_again": ("explain_miss", 5 * DAY, True, "service_level_manager"),
    "reopened": ("fixes_that_hold", 2 * DAY, True, "problem_manager"),
    "frequent_caller": ("fixes_that_hold", 10 * DAY, True, "problem_manager"),
}


class Ticket:
    def __init__(self):
        self.reopened = self.missed = self.passed_around = self.was_first = self.known = False


class Task:
    def __init__(self, opened, due):
        self.opened = opened
        self.due = due

    def lapses(self):
        return self.due + max(self.due - self.opened, 7 * DAY)


class Account:
    def __init__(self):
        self.open_tickets = set()
        self.missed = []
        self.windows = {name: [] for name in WINDOWS}
        self.raised = {}
        self.tasks = {}


class Model:
    def __init__(self):
        self.tickets = {}
        self.accounts = {}
        self.signals = collections.Counter()
        self.receipts = collections.Counter()
        self.tasks = collections.Counter()
        self.events = 0
        self.now = 0

    def take(self, event):
        data = event["data"]
        time = int(datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()) * 1000
        ticket = self.tickets.setdefault(data["number"], Ticket())
        account = self.accounts.setdefault(event["subject"], Account())
        opened = not ticket.known
        ticket.known = True
        self.events += 1

        self.now = time
        self.expire(account)
        raised = self.read_ticket(ticket, account, opened, data, time)
        if opened and "caller_id" in data:
            raised += self.read_windows(account, time)
        claims = []
        for signal in raised:
            self.signals[signal] += 1
            flow = self.choose_flow(signal, account, data, time)
            if flow:
                claims.append((FLOWS[flow][1], flow))
            else:
                self.receipts["noted"] += 1
        for _, flow in sorted(claims):
            self.claim(account, flow, time)

    def expire(self, account):
        """A deadline runs before the first event after it, so an event at its very minute still finds the task."""
        for matter in [matter for matter, task in account.tasks.items() if task.lapses() < self.now]:
            del account.tasks[matter]
            self.receipts["expired"] += 1

    def read_ticket(self, ticket, account, opened, data, time):
        """Remembers the ticket's new state in the account; returns what it means the first time."""
        raised = []
        reopened = data["reopen_count"] > 0
        if data["state"] in ("Resolved", "Closed"):
            account.open_tickets.discard(data["number"])
        elif opened or data["reopen_count"] > getattr(ticket, "reopen_count", 0):
            account.open_tickets.add(data["number"])
        ticket.reopen_count = data["reopen_count"]
        for holds, mark, signal in [
            (reopened, "reopened", "reopened"),
            (not data["made_sla"], "missed", "sla_missed"),
            (data["reassignment_count"] >= 3, "passed_around", "passed_around"),
            (data["priority"] == 1, "was_first", "priority_one"),
        ]:
            if holds and not getattr(ticket, mark):
                setattr(ticket, mark, True)
                raised.append(signal)
        if "sla_missed" in raised:
            account.missed.append(time)
        return raised

    def read_windows(self, account, time):
        raised = []
        for signal, (times, within, quiet, left) in WINDOWS.items():
            window = account.windows[signal] = [at for at in account.windows[signal] if at > time - within] + [time]
            if len(window) < times:
                continue
            if len(account.open_tickets) < left:
                window.pop(0)
                continue
            window.clear()
            if signal in account.raised and time - account.raised[signal] < quiet:
                self.receipts["quiet"] += 1
                continue
            account.raised[signal] = time
            raised.append(signal)
        return raised

    def choose_flow(self, signal, account, data, time):
        if signal != "sla_missed":
            return signal
        if data["priority"] in (1, 2):
            return "sla_missed_urgent"
        recent = [at for at in account.missed if at // MISSED_SLICE > time // MISSED_SLICE - 32]
        return "sla_missed_again" if len(recent) >= 2 else None

    def claim(self, account, flow, time):
        matter, due, tracked, seat = FLOWS[flow]
        task = account.tasks.get(matter)
        if task:
            task.due = min(task.due, time + due)
            self.receipts["folded"] += 1
            return
        self.receipts["routed"] += 1
        self.tasks[flow, seat] += 1
        if tracked:
            account.tasks[matter] = Task(time, time + due)


def read(lines):
    model = Model()
    for line in lines:
        model.take(json.loads(line))
    for account in model.accounts.values():
        model.expire(account)
    return model


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as lines:
        found = read(lines)
    print(json.dumps({"events": found.events, "signals": found.signals, "receipts": found.receipts,
                      "tasks": {f"{flow} -> {seat}": n for (flow, seat), n in found.tasks.items()}}, indent=1))
