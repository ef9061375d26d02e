"""What event patterns mean, told a second time and in another way: every `$or` is multiplied out, then every choice of
array elements is tried. Slow and plain, without the engine.

A pattern becomes a list of conjunctions of atoms. Positive atoms ask for a value: `leaf` and `all+`; negative ones for
what is not there: `absent`, `not`, `all-`. A conjunction holds if one element can be chosen in each array that its positive
atoms pass, so that all atoms hold; where no positive atom has chosen, a negative atom sees all elements.
"""
import ipaddress
import itertools


def fold(text):
    """Simple case folding: one character for one."""
    out = []
    for character in text:
        folded = character.casefold() if len(character.casefold()) == 1 else character.lower()
        out.append(folded if len(folded) == 1 else character)
    return "".join(out)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def equal(literal, value):
    if is_number(literal) or is_number(value):
        return is_number(literal) and is_number(value) and literal == value
    return type(literal) is type(value) and literal == value


def pieces(wildcard):
    """The text between the stars."""
    found, characters = [""], iter(wildcard)
    for character in characters:
        if character == "*":
            found.append("")
        else:
            found[-1] += next(characters) if character == "\\" else character
    return found


def fits(parts, text):
    """Tries every place for every star."""
    if len(parts) == 1:
        return text == parts[0]
    if not text.startswith(parts[0]):
        return False
    rest = text[len(parts[0]):]
    return any(fits(parts[1:], rest[at:]) for at in range(len(rest) + 1))


def compare(comparison, value, bound):
    return {"=": value == bound, "<": value < bound, "<=": value <= bound, ">": value > bound,
            ">=": value >= bound}[comparison]


def in_network(text, network):
    try:
        address = ipaddress.ip_address(text)
        return address in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def accepts(alternative, value):
    """Whether one alternative accepts a scalar."""
    if not isinstance(alternative, dict):
        return equal(alternative, value)
    (operator, operand), = alternative.items()
    text = value if isinstance(value, str) else None
    if operator in ("prefix", "suffix") and isinstance(operand, dict):
        operand, text = fold(operand["equals-ignore-case"]), None if text is None else fold(text)
    if operator == "exists":
        return operand
    if operator == "numeric":
        return is_number(value) and all(compare(*pair) for pair in
                                        ((operand[at], value, operand[at + 1]) for at in range(0, len(operand), 2)))
    if operator == "anything-but":
        listed = operand if isinstance(operand, list) else [operand]
        if isinstance(operand, dict):
            (inner, words), = operand.items()
            listed = [{inner: word} for word in (words if isinstance(words, list) else [words])]
        return not any(accepts(each, value) for each in listed)
    if text is None:
        return False
    return {"prefix": lambda: text.startswith(operand), "suffix": lambda: text.endswith(operand),
            "equals-ignore-case": lambda: fold(text) == fold(operand),
            "wildcard": lambda: fits(pieces(operand), text), "cidr": lambda: in_network(text, operand)}[operator]()


def leaf_options(path, alternatives):
    alternatives = alternatives if isinstance(alternatives, list) else [alternatives]
    asking = [each for each in alternatives if each != {"exists": False}]
    options = [[("leaf", path, asking)]] if asking else []
    return options + ([[("absent", path, None)]] if len(asking) < len(alternatives) else [])


def conjunctions(pattern, path=()):
    parts = []
    for key, below in pattern.items():
        if key == "$or":
            parts.append([conjunction for branch in below for conjunction in conjunctions(branch, path)])
        elif key == "$all":
            parts += [[[("all+", path, each)], [("all-", path, each)]] for each in below]
        elif key == "$not":
            parts.append([[("not", path, below)]])
        elif isinstance(below, dict):
            parts.append(conjunctions(below, path + (key,)))
        else:
            parts.append(leaf_options(path + (key,), below))
    return [list(itertools.chain(*combination)) for combination in itertools.product(*parts)]


def is_positive(atom):
    return atom[0] in ("leaf", "all+")


def choose(value, path, chosen):
    """Values at the path with the choices that lead there; arrays without a choice get each of their elements."""
    if isinstance(value, list):
        for index in [chosen[id(value)]] if id(value) in chosen else range(len(value)):
            yield from choose(value[index], path, {**chosen, id(value): index})
    elif not path:
        yield value, chosen
    elif isinstance(value, dict) and path[0] in value:
        yield from choose(value[path[0]], path[1:], chosen)


def seen(values, path, chosen):
    """All values at the path: of arrays with a choice that element, of others all."""
    for value in values:
        for found, _ in choose(value, path, chosen):
            yield found


def negative_holds(atom, values, chosen):
    kind, path, what = atom
    found = list(seen(values, path, chosen))
    if kind == "absent":
        return all(isinstance(value, dict) for value in found)
    if kind == "not":
        return not holds(what, found)
    return lacks(what, found)


def positive_holds(atom, value):
    kind, _, what = atom
    if kind == "leaf":
        return not isinstance(value, dict) and any(accepts(each, value) for each in what)
    return has(what, value)


def solve(positives, negatives, value, chosen):
    if not positives:
        return all(negative_holds(atom, [value], chosen) for atom in negatives)
    return any(positive_holds(positives[0], found) and solve(positives[1:], negatives, value, more)
               for found, more in choose(value, positives[0][1], chosen))


def has(pattern, value):
    """Whether some conjunction with a positive atom holds of one value that is no array."""
    for conjunction in conjunctions(pattern):
        positives = [atom for atom in conjunction if is_positive(atom)]
        if positives and solve(positives, [atom for atom in conjunction if not is_positive(atom)], value, {}):
            return True
    return False


def lacks(pattern, values):
    """Whether some conjunction of negative atoms alone holds of all the values together."""
    return any(not any(map(is_positive, conjunction)) and
               all(negative_holds(atom, values, {}) for atom in conjunction) for conjunction in conjunctions(pattern))


def holds(pattern, values):
    """Whether the pattern holds of what is at a place: a list of values, empty if nothing is there."""
    return any(has(pattern, value) for value in seen(values, (), {})) or lacks(pattern, values)
