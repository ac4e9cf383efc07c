"""Put short news sentences together from templates, with the positions that they hold.

    python data/compose.py --seed 2 --groups 600 --out FILE.jsonl

Words and templates are in `composition_templates.toml`. A group is four texts on one thing: a verb
that ends it and one that keeps it, each under words for it and under words against it, so that no
word gives the side away. One seed always writes the same file.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

Span = tuple[int, int]
Row = dict[str, Any]
TEMPLATES = Path(__file__).with_name("composition_templates.toml")
WORDS: Row = tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))
NAMES = WORDS["names"]
SIGNS = {"end": -1, "keep": 1, "against": -1, "for": 1}


def forms(verb: str) -> dict[str, str]:
    """Return a verb, particles and all, as infinitive, gerund and participle."""
    head, *rest = verb.split()
    stem = head.removesuffix("e")
    doing, done = WORDS["forms"].get(head, (f"{stem}ing", f"{stem}ed"))
    return {"do": verb, "doing": " ".join([doing, *rest]), "done": " ".join([done, *rest])}


def fill(template: str, words: dict[str, str]) -> tuple[str, dict[str, Span], list[Span]]:
    """Return the text, where each of the words stands in it, and where what <…> held stands."""
    text, spans, cues, opened = "", {}, [], 0
    for part in re.split(r"(<|>|\{\w+\})", template):
        if part == "<":
            opened = len(text)
        elif part == ">":
            cues.append((opened, len(text)))
        else:
            start, name = len(text), part.strip("{}")
            text += words.get(name, part)
            spans[name] = (start, len(text))
    return re.sub(r"(?:^|“|\.”? )[a-z]", lambda found: found[0].upper(), text), spans, cues


def fitting(side: str, verb: str, act: str, passive: bool) -> Iterator[tuple[Row, str, str]]:
    """Yield the templates of a side that fit: the set, the words, and what stands in them."""
    for group in WORDS["templates"]:
        for words in group[side]:
            used = act if "{act}" in words else verb
            head = used.split()[used is act]  # not twice: "abandoned plans to abandon"
            twice = f" {head}" in words or f"<{head}" in words
            stays = group.get("change") and used in WORDS["lasting"]["words"]
            if not twice and not stays and (passive or "{done}" not in words):
                yield group, words, used


def who(chance: random.Random, field: str, role: str, strangers: list[Row]) -> str:
    """Return a holder of none of the strangers' countries; its own becomes one of them."""
    strangers.append(chance.choice([one for one in NAMES["countries"] if one not in strangers]))
    person = " ".join(chance.choice(NAMES[part].split()) for part in ("first", "last"))
    return str(chance.choice(WORDS["holders"][field][role])).format(person=person, **strangers[-1])


def text(chance: random.Random, thing: Row, end: str, side: str) -> Row:
    """Return a text: the verb that ends or keeps the thing, under words for it or against it."""
    kind, (verb, act), strangers = thing["kind"], thing[end], [thing["country"]]
    fits = list(fitting(side, verb, act, verb in kind[end]))
    [(group, words, used)] = chance.choices(fits, [of["weight"] / len(of[side]) for of, *_ in fits])
    given = {"thing": thing["span"], "is": thing["is"], "act": act, **forms(verb)}
    for role, place in (("holder", group["holder"]), ("other", "other")):
        given[role] = who(chance, kind["field"], place, strangers)
    given["day"] = chance.choice(NAMES["days"].split())
    given |= {name: chance.choice(some) for name, some in WORDS["aims"][kind["field"]].items()}
    whole = chance.choice(WORDS["frames"][group["frame"]]).replace("{words}", words)
    if chance.random() < 0.35:  # a second sentence, which holds nothing
        whole = " ".join(chance.sample([whole, chance.choice(WORDS["frames"]["beside"])], 2))
    made, spans, cues = fill(re.sub(r"\?[,.]", "?", whole), given)
    start, stop = spans["thing"]
    same = {"start": start, "end": stop, "span": made[start:stop], "concept": thing["concept"]}
    same |= {"axis": kind["axis"], "cue": cues}
    sign, positions = SIGNS[side] * (1 if group.get("alone") else SIGNS[end]), []
    for role, agreement in (("holder", sign), ("other", sign * group.get("other", 0))):
        held: Row = {"holder": "SPEAKER"}
        if agreement and not group.get("speaker"):
            held = {"holder": made[slice(*spans[role])], "holder_span": spans[role]}
        held["sure"] = group.get("sure", agreement > 0 or used not in WORDS["more"]["words"])
        positions.append(same | held | {"agreement": agreement})
    return {"text": made, "positions": [one for one in positions if one["agreement"]]}


def compose(seed: int, groups: int) -> Iterator[Row]:
    """Yield four texts a group, none twice."""
    chance, seen, kinds = random.Random(seed), set[str](), list(WORDS["kinds"].values())
    for name in (f"T{seed}-{number:04d}" for number in range(groups)):
        [kind] = chance.choices(kinds, [one["weight"] for one in kinds])
        thing = {"kind": kind, "country": chance.choice(NAMES["countries"])}
        named = [(are, *of) for are in ("is", "are") for of in kind.get(are, {}).items()]
        every = [(are, concept, words) for are, concept, some in named for words in some]
        thing["is"], thing["concept"], words = chance.choice(every)
        thing["span"] = words.format(**thing["country"])
        for end in ("end", "keep"):
            verbs = kind[end] + kind.get(f"{end}_active", [])
            thing[end] = chance.choice(verbs), chance.choice(kind[f"{end}_nouns"])
        four = product(("end", "keep"), ("for", "against"))
        for letter, (end, side) in zip("abcd", four, strict=True):
            while (row := text(chance, thing, end, side))["text"] in seen:
                pass
            seen.add(row["text"])
            yield {"id": name + letter, "doc_id": name, "field": kind["field"]} | row


def main() -> None:
    """Write the texts of a seed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, kind in (("--seed", int), ("--groups", int), ("--out", Path)):
        parser.add_argument(name, type=kind, required=True)
    given = parser.parse_args()
    rows = (json.dumps(row, ensure_ascii=False) for row in compose(given.seed, given.groups))
    given.out.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
