#!/usr/bin/env python3
"""Makes the rules and events that matchers are compared on: the same files for the same name, size and seed.

usage: bench/matcher/workloads.py NAME RULES FOLDER [--events N] [--seed N]
       bench/matcher/workloads.py --list

Writes FOLDER/rules.jsonl and FOLDER/events.jsonl, as `seatwire match` reads them. For example:
    bench/matcher/workloads.py crm 1000 made && seatwire match made/rules.jsonl made/events.jsonl
What each workload is: --list, or bench/README.md."""
import argparse
import json
import pathlib
import random

REGIONS = ["eu-west-1", "eu-north-1", "us-east-1", "us-west-2", "ap-south-1", "sa-east-1", "me-south-1", "af-south-1"]
KINDS = ["deploy", "build", "alert", "login"]
TYPES = [f"{thing}.{verb}" for thing in ("account", "contract", "invoice", "usage", "ticket", "survey", "contact", "deal",
                                         "campaign", "training", "login", "renewal")
         for verb in ("created", "changed", "closed", "weekly", "overdue")]
PLANS = ["free", "starter", "growth", "scale", "enterprise"]
SEGMENTS = ["smb", "mid-market", "enterprise", "public", "startup", "agency"]
AREAS = ["emea", "amer", "apac", "latam", "dach", "nordics", "benelux", "uki"]
INDUSTRIES = [f"{a}-{b}" for a in ("retail", "health", "finance", "media", "energy", "legal", "food", "travel")
              for b in ("services", "software", "goods", "data", "tools")]
PAGES = ["billing", "reports", "settings", "users", "exports", "api-keys", "dashboards", "audit"]
REASONS = ["price", "missing feature", "merged", "no longer needed", "went to another vendor"]
CRM_NARROW = [(100, 0), (1000, 0.45), (10_000, 0.85), (float("inf"), 0.985)]  # rules up to: share of narrow ones
OWNERS, DOMAINS, CAMPAIGNS, SCORES = 300, 400, 250, 1_000_000


def select(rng, count):
    """Five conditions on a small event; ten rules share a number, and all ten hold when it comes."""
    numbers = list(range(max(1, count // 10)))
    traits = [(rng.randrange(60), rng.choice(REGIONS), rng.randrange(4)) for _ in numbers]
    order = [i // 10 % len(numbers) for i in range(count)]
    rng.shuffle(order)

    def rule(i):
        number = order[i]
        tag, region, kind = traits[number]
        left, right = rng.choice(((0, 1), (0, 2), (1, 2)))
        other = KINDS[(kind + rng.randrange(1, 4)) % 4]
        unwanted = REGIONS[(REGIONS.index(region) + rng.randrange(1, 8)) % 8]
        return {"env": ["prod"], "number": [number], "tags": [f"tag-{tag + left}", f"tag-{tag + right}"],
                "region": [{"anything-but": [unwanted]}], "type": [KINDS[kind], other]}

    def event(i):
        number = rng.choice(numbers)
        tag, region, kind = traits[number]
        left, right = rng.choice(((0, 1), (0, 2), (1, 2)))
        return {"name": f"service-{rng.randrange(1000):03d}", "env": "prod", "number": number,
                "tags": [f"tag-{tag + left}", f"tag-{tag + right}"], "region": region, "type": KINDS[kind]}
    return rule, event


def broad(rng):
    """A condition as everybody writes them: it holds of a tenth to nine tenths of the events."""
    return rng.choice((
        lambda: ("plan", rng.sample(PLANS, rng.choice((1, 1, 2)))),
        lambda: ("area", rng.sample(AREAS, rng.choice((1, 2, 3)))),
        lambda: ("segment", [rng.choice(SEGMENTS)]),
        lambda: ("area", [{"anything-but": rng.sample(AREAS, rng.choice((1, 2)))}]),
        lambda: ("segment", [{"anything-but": [rng.choice(SEGMENTS)]}]),
        lambda: ("change_pct", [{"numeric": ["<=", -rng.randrange(5, 80)]}]),
        lambda: ("seats", [{"numeric": [">", rng.randrange(10, 400)]}]),
        lambda: ("arr", [{"numeric": [">=", 1000 * rng.randrange(10, 200)]}]),
        lambda: ("industry", [{"prefix": rng.choice(INDUSTRIES).split("-")[0]}]),
        lambda: ("industry", [{"suffix": "-" + rng.choice(INDUSTRIES).split("-")[1]}]),
        lambda: ("reason", [{"exists": rng.random() < 0.5}]),
        lambda: ("trial", [rng.random() < 0.5]),
        lambda: ("page", [{"wildcard": f"/app/*/{rng.choice(PAGES)}*"}]),
    ))()


def narrow(rng):
    """A condition that holds of one event in some hundreds."""
    score = rng.randrange(SCORES - 4000)
    kind = rng.random()
    if kind < 0.4:
        return rng.choice((("owner", [f"u-{rng.randrange(OWNERS):04d}"]),
                           ("campaign", [f"camp-{rng.randrange(CAMPAIGNS):03d}"])))
    if kind < 0.55:
        return "email", [{"suffix": f"@customer-{rng.randrange(DOMAINS)}.example.com"}]
    if kind < 0.75:
        return "company", [{"prefix": f"Customer {rng.randrange(DOMAINS):03d}"}]
    if kind < 0.95:
        return "score", [{"numeric": [">", score, "<=", score + rng.randrange(500, 4000)]}]
    return "page", [{"wildcard": f"*/item-{rng.randrange(DOMAINS):03d}/*"}]


def crm(rng, count):
    """Rules as revenue teams write them: a type and one to three conditions. The more rules, the more are narrow."""
    narrow_share = next(share for size, share in CRM_NARROW if count <= size)

    def rule(i):
        data = dict(broad(rng) for _ in range(rng.choice((1, 1, 2) if rng.random() < 0.6 else (2, 3))))
        if rng.random() < narrow_share:
            data = dict(list(data.items())[:rng.choice((0, 1, 1, 2))])
            data.update([narrow(rng)])
        return {"type": [TYPES[i % len(TYPES)]], "data": data}

    def event(i):
        customer = rng.randrange(DOMAINS)
        data = {"plan": rng.choice(PLANS), "area": rng.choice(AREAS), "segment": rng.choice(SEGMENTS),
                "industry": rng.choice(INDUSTRIES), "owner": f"u-{rng.randrange(OWNERS):04d}",
                "email": f"user{rng.randrange(100)}@customer-{customer}.example.com",
                "company": f"Customer {rng.randrange(DOMAINS):03d} Holding", "score": rng.randrange(SCORES),
                "campaign": f"camp-{rng.randrange(CAMPAIGNS):03d}", "arr": rng.randrange(2_500) * 100,
                "seats": rng.randrange(1, 500), "change_pct": rng.randrange(-100, 60), "trial": rng.random() < 0.5,
                "page": f"/app/item-{rng.randrange(DOMAINS):03d}/{rng.choice(PAGES)}"}
        if rng.random() < 0.3:
            data["reason"] = rng.choice(REASONS)
        return {"specversion": "1.0", "id": f"e-{i:08d}", "source": "/crm/eu-1", "type": rng.choice(TYPES),
                "subject": f"acct-{customer:07d}", "time": "2026-01-05T10:00:00Z", "data": data}
    return rule, event


# The conditions that other matchers cannot bear. Each gives, for the number of a rule, its fields, and what an event
# that is about that rule says in them; in about half of the events so that it holds. All these fields sort before
# `subject`, which holds the equality: matchers that take fields by name come to the dear condition first.

def other_than(rng, count, i):
    return rng.randrange(count) if rng.random() < 0.5 else i


def distinct_not(rng, count):
    return (lambda i: {"name": [{"anything-but": [f"name-{i}"]}]},
            lambda i: {"name": f"name-{other_than(rng, count, i)}"})


def distinct_above(rng, count):
    return (lambda i: {"amount": [{"numeric": [">", i]}]}, lambda i: {"amount": rng.randrange(count)})


def distinct_contains(rng, count):
    return (lambda i: {"note": [{"wildcard": f"*word{i}.*"}]},
            lambda i: {"note": f"about word{rng.randrange(count)}. and word{other_than(rng, count, i)}. in one line"})


def distinct_or(rng, count):
    return (lambda i: {"$or": [{"left": [f"l-{i}"]}, {"right": [f"r-{i}"]}]},
            lambda i: {"left": f"l-{other_than(rng, count, i)}", "right": f"r-{rng.randrange(count)}"})


def or_not(rng, count):
    """As distinct_or, but one of the two holds of nearly every event."""
    return (lambda i: {"$or": [{"left": [{"anything-but": [f"l-{i}"]}]}, {"right": [f"r-{i}"]}]},
            lambda i: {"left": f"l-{other_than(rng, count, i)}", "right": f"r-{rng.randrange(count)}"})


def deep_or(rng, count):
    """Three rules have eight groups of four alternatives: 65,536 combinations each. Half of the events meet one of them,
    the others all but its last group. The other rules are equalities."""
    def field(i):
        if i >= 3:
            return {"subject": [f"s-{i}"], "status": ["open"]}
        return {f"g{g}": {"$or": [{f"f{a}": [f"v-{g}-{a}-{i}"]} for a in range(4)]} for g in range(8)}

    def said(i):
        groups = {f"g{g}": {f"f{a}": f"v-{g}-{a}-{i % 3}" for a in rng.sample(range(4), 2)} for g in range(8)}
        if rng.random() < 0.5:
            groups["g7"] = {}
        return {"status": "open", **groups}
    return field, said


def prefixes(rng, count):
    return (lambda i: {"name": [{"prefix": f"name-{i}."}]}, lambda i: {"name": f"name-{i}.of.this"})


def suffixes(rng, count):
    return (lambda i: {"name": [{"suffix": f".name-{i}"}]}, lambda i: {"name": f"of.this.name-{i}"})


def one_range(rng, count):
    """Narrow ranges at random places; an event meets about five."""
    width = 5 * SCORES // count
    return (lambda i: {"value": [{"numeric": [">", low := rng.randrange(-width, SCORES), "<=", low + width]}]},
            lambda i: {"value": rng.randrange(SCORES)})


def two_ranges(rng, count):
    """Squares at random places; an event meets about five, and each of its numbers lies in many more ranges."""
    width = int(SCORES * (5 / count) ** 0.5)

    def side():
        low = rng.randrange(-width, SCORES)
        return [{"numeric": [">", low, "<=", low + width]}]
    return (lambda i: {"x": side(), "y": side()}, lambda i: {"x": rng.randrange(SCORES), "y": rng.randrange(SCORES)})


def cliff(kinds, equality):
    """Rules that take turns among kinds of conditions, with or without an equality that names the rule."""
    def make(rng, count):
        made = [kind(rng, count) for kind in kinds]

        def rule(i):
            return {**({"subject": [f"s-{i}"]} if equality else {}), **made[i % len(made)][0](i)}

        def event(_):
            i = rng.randrange(count)
            said = {}
            for k, (_, say) in enumerate(made):
                said.update(say(i if k == i % len(made) else rng.randrange(count)))
            return {"id": f"e-{rng.randrange(10**6):06d}", "source": "/bench/cliffs", "subject": f"s-{i}", **said}
        return rule, event
    return make


CLIFFS = [10_000, 100_000]
# name: (how it is made, sizes, what it is)
WORKLOADS = {
    "select": (select, [10, 1000, 10_000, 100_000, 1_000_000],
               "env, number, any of 2 tags, region anything-but, any of 2 types; ten rules hold of an event"),
    "crm": (crm, [100, 1000, 10_000, 100_000],
            "60 types with one to three conditions of every kind on CloudEvents of 500 bytes"),
    "not": (cliff([distinct_not], True), CLIFFS, "an equality and a distinct anything-but"),
    "above": (cliff([distinct_above], True), CLIFFS, "an equality and a distinct numeric >"),
    "contains": (cliff([distinct_contains], True), CLIFFS, "an equality and a distinct contains-wildcard"),
    "or": (cliff([distinct_or], True), CLIFFS, "an equality and a distinct $or of two equalities"),
    "or-not": (cliff([or_not], True), CLIFFS, "an equality and a distinct $or of an anything-but and an equality"),
    "deep-or": (cliff([deep_or], False), CLIFFS, "three rules of eight groups of four-way $or, among equalities"),
    "mixed": (cliff([distinct_not, distinct_above, distinct_contains, distinct_or], True), CLIFFS,
              "an equality and, by turns, each of not, above, contains, or"),
    "prefix": (cliff([prefixes], False), CLIFFS, "a distinct prefix alone"),
    "suffix": (cliff([suffixes], False), CLIFFS, "a distinct suffix alone"),
    "contains-alone": (cliff([distinct_contains], False), CLIFFS, "a distinct contains-wildcard alone"),
    "or-alone": (cliff([distinct_or], False), CLIFFS, "a distinct $or of two equalities alone"),
    "range": (cliff([one_range], False), CLIFFS, "a narrow range alone; about five hold of an event"),
    "two-ranges": (cliff([two_ranges], False), CLIFFS, "two ranges and no equality; about five rules hold of an event"),
    "mixed-alone": (cliff([prefixes, distinct_contains, two_ranges, distinct_or], False), CLIFFS,
                    "no equality beside; by turns prefix, contains, two ranges, $or"),
}


def write(folder, name, count, events=2000, seed=1):
    """Both files; RULES of a workload do not depend on how many events are asked for."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rule, event = WORKLOADS[name][0](random.Random(f"{seed}/{name}/{count}"), count)
    dump = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
    with open(folder / "rules.jsonl", "w") as file:
        file.writelines(f'{{"id":"r{i}","pattern":{dump(rule(i))}}}\n' for i in range(count))
    with open(folder / "events.jsonl", "w") as file:
        file.writelines(dump(event(i)) + "\n" for i in range(events))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", choices=WORKLOADS)
    parser.add_argument("rules", nargs="?", type=int)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--events", type=int, default=2000, help="number of events (2000)")
    parser.add_argument("--seed", type=int, default=1, help="another number gives other files of the same kind (1)")
    parser.add_argument("--list", action="store_true", help="name the workloads and the sizes that are measured")
    options = parser.parse_args()
    if options.list:
        for name, (_, sizes, what) in WORKLOADS.items():
            print(f"{name:15} {what} ({', '.join(map(str, sizes))})")
        return
    if not options.folder or options.rules < 1 or options.events < 1:
        parser.error("name a workload, a number of rules, and a folder; --list shows the workloads")
    write(options.folder, options.name, options.rules, options.events, options.seed)


if __name__ == "__main__":
    main()
