#!/usr/bin/env python3
"""Counts what the datasheet states: sizes, tags, agreement, and style beside real threads.

    pip install scikit-learn krippendorff pyspellchecker
    datasets/figures.py sizes                      one row a split, and one a thread
    datasets/figures.py tags                       how often each phenomenon is tagged
    datasets/figures.py agreement                  kappa and alpha with intervals, confusion
    datasets/figures.py style REAL.csv…            style figures, ours beside each file of real comments
    datasets/figures.py tell REAL.csv… > tell.csv  our comments and real ones with content words masked, for
                                                   `undertone evaluate tell.csv --cross-validate`

REAL.csv has the columns `text` and, for `tell`, `thread`.
"""
import csv
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import mean, median

FOLDER = Path(__file__).parent / "threads"
SPLITS = ["train", "validation", "test"]
LABELS = ["supportive", "skeptical", "mixed"]
DRAWS = 10_000
SEED = 1
# Blocks of equal size, since both type-token ratio and distinct n-grams fall as a text grows.
BLOCK = 1_000
SWEARING = re.compile(r"\b(\w*fuck\w*|\w*shit\w*|damn\w*|crap\w*|bastards?|arse\w*|ass|asshole\w*)\b", re.I)
LOST_APOSTROPHE = re.compile(r"\b(dont|cant|isnt|im|ive|doesnt|wont|thats|didnt|youre|theyre|wasnt|couldnt)\b", re.I)
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def corpus():
    return [row | {"split": split} for split in SPLITS for row in read(FOLDER / f"{split}.csv")]


def words(text):
    return re.findall(r"[\w'’]+", text.lower())


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("| --- |" + " ---: |" * (len(header) - 1))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")
    print()


def percent(part, whole):
    return f"{part:,} ({100 * part / whole:.0f} %)"


def sizes():
    rows = corpus()

    def line(name, rows):
        labels = Counter(row["label"] for row in rows)
        lengths = [len(row["text"].split()) for row in rows]
        replies = sum(bool(row["parent"]) for row in rows)
        counts = [percent(labels[label], len(rows)) for label in LABELS]
        return [name, len({row["thread"] for row in rows}), f"{len(rows):,}", *counts, percent(replies, len(rows)), median(lengths)]

    header = ["", "threads", "comments", *LABELS, "replies", "median words"]
    table(header, [line(split, [r for r in rows if r["split"] == split]) for split in SPLITS] + [line("**all**", rows)])
    threads = sorted({row["thread"] for row in rows})
    table(header, [line(thread, [r for r in rows if r["thread"] == thread]) for thread in threads])
    lengths = sorted(len(row["text"].split()) for row in rows)
    quantiles = [lengths[int(q * (len(lengths) - 1))] for q in (0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1)]
    print("words at 0, 5, 10, 25, 50, 75, 90, 95, 99, 100 %:", quantiles, "in all:", f"{sum(lengths):,}")
    print("authors:", f"{len({row['author'] for row in rows}):,}")


def tags():
    rows = corpus()
    by_tag = defaultdict(Counter)
    for row in rows:
        for tag in row["phenomena"].split():
            by_tag[tag][row["label"]] += 1
    order = sorted(by_tag, key=lambda tag: (-by_tag[tag].total(), tag))
    table(["tag", "comments", *LABELS], [[tag, by_tag[tag].total(), *(by_tag[tag][l] for l in LABELS)] for tag in order])
    print("without a tag:", sum(not row["phenomena"] for row in rows))


def agreement():
    import krippendorff
    from sklearn.metrics import cohen_kappa_score

    threads = defaultdict(list)
    for row in corpus():
        threads[row["thread"]].append((row["label_a"], row["label_b"]))

    def figures(pairs):
        a, b = zip(*pairs)
        code = LABELS.index
        alpha = krippendorff.alpha([list(map(code, a)), list(map(code, b))], level_of_measurement="nominal", value_domain=[0, 1, 2])
        return mean(x == y for x, y in pairs), cohen_kappa_score(a, b), alpha

    pairs = [pair for thread in threads.values() for pair in thread]
    generator, names = random.Random(SEED), sorted(threads)
    draws = [figures([p for name in generator.choices(names, k=len(names)) for p in threads[name]]) for _ in range(DRAWS)]
    rows = []
    for place, name in enumerate(["agreement", "Cohen's kappa", "Krippendorff's alpha, nominal"]):
        drawn = sorted(draw[place] for draw in draws)
        low, high = drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS)]
        rows.append([name, f"{figures(pairs)[place]:.3f}", f"{low:.3f} to {high:.3f}"])
    table(["", "value", "95 % interval"], rows)
    count = Counter(pairs)
    table(["A ↓  B →", *LABELS], [[a, *(count[a, b] for b in LABELS)] for a in LABELS])


def style(paths):
    from spellchecker import SpellChecker

    known = SpellChecker()

    def share(texts, test):
        return f"{100 * mean(bool(test(text)) for text in texts):.1f} %"

    def blocks(texts):
        texts = texts[:]
        random.Random(SEED).shuffle(texts)
        stream = [word for text in texts for word in words(text)]
        return [stream[i : i + BLOCK] for i in range(0, len(stream) - BLOCK + 1, BLOCK)]

    def column(texts):
        lengths = [len(text.split()) for text in texts]
        sentences = [len(s.split()) for text in texts for s in re.split(r"[.!?…]+\s|\n+", text) if s.split()]
        openings = Counter((words(text) or [""])[0] for text in texts)
        pairs = Counter(" ".join(words(text)[:2]) for text in texts)
        plain = [w for text in texts for w in re.findall(r"(?<![\w'’@/#.])[a-z]{2,}(?![\w'’@/])", text)]
        cut = blocks(texts)
        return {
            "comments": f"{len(texts):,}",
            "words a comment: mean, median, 95 %": f"{mean(lengths):.0f}, {median(lengths):.0f}, {sorted(lengths)[int(0.95 * len(lengths))]}",
            "words a sentence, mean": f"{mean(sentences):.1f}",
            "distinct 3-grams per 1,000 words": f"{mean(len(set(zip(b, b[1:], b[2:]))) for b in cut):.0f}",
            "type-token ratio, blocks of 1,000 words": f"{mean(len(set(b)) / len(b) for b in cut):.3f}",
            "opens with one of its ten commonest first words": f"{100 * sum(n for _, n in openings.most_common(10)) / len(texts):.1f} %",
            "opens with one of its ten commonest word pairs": f"{100 * sum(n for _, n in pairs.most_common(10)) / len(texts):.1f} %",
            "words that a spelling dictionary lacks": f"{100 * sum(w not in known for w in plain) / len(plain):.2f} %",
            "lost apostrophe": share(texts, LOST_APOSTROPHE.search),
            "starts in lower case": share(texts, lambda t: t[:1].islower()),
            "ends with . ! or ?": share(texts, lambda t: t.rstrip()[-1:] in ".!?"),
            "has ?": share(texts, lambda t: "?" in t),
            "has !": share(texts, lambda t: "!" in t),
            "has .. or …": share(texts, lambda t: ".." in t or "…" in t),
            "has a comma": share(texts, lambda t: "," in t),
            "has a semicolon": share(texts, lambda t: ";" in t),
            "has a dash between blanks": share(texts, lambda t: re.search(r"\s[-–—]+\s|—", t)),
            "has parentheses": share(texts, lambda t: "(" in t),
            "has a double quote": share(texts, lambda t: re.search('["“”]', t)),
            "has a word in capitals (4 letters or more)": share(texts, lambda t: re.search(r"\b[A-Z]{4,}\b", t)),
            "has an emoji": share(texts, EMOJI.search),
            "has a digit": share(texts, lambda t: re.search(r"\d", t)),
            "has a line break": share(texts, lambda t: "\n" in t.strip()),
            "has I, me or my": share(texts, lambda t: re.search(r"\b(i|i['’]\w+|me|my)\b", t, re.I)),
            "swears": share(texts, SWEARING.search),
        }

    columns = {"ours": column([row["text"] for row in corpus()])}
    for path in paths:
        columns[Path(path).stem] = column([row["text"] for row in read(path)])
    table(["", *columns], [[name, *(c[name] for c in columns.values())] for name in columns["ours"]])


def tell(paths):
    """Content words become their shape, so that a topic cannot give a source away."""
    ours = [(row["thread"], row["text"]) for row in corpus()]
    real = [(row.get("thread") or path, row["text"]) for path in paths for row in read(path)]
    in_ours, in_real = (Counter(w for _, text in rows for w in words(text)) for rows in (ours, real))
    total_ours, total_real = in_ours.total(), in_real.total()
    rate = {w: min(in_ours[w] / total_ours, in_real[w] / total_real) for w in in_ours if w in in_real}
    kept = set(sorted(rate, key=lambda w: (-rate[w], w))[:300])

    def shape(match):
        word = match[0]
        if word.lower() in kept:
            return word
        kind = "D" if word.isdigit() else "C" if word.isupper() and len(word) > 1 else "T" if word[0].isupper() else "l"
        return f"{kind}word"

    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["thread", "text", "label"])
    generator = random.Random(SEED)
    count = min(len(ours), len(real))
    for label, rows in [("ours", ours), ("real", real)]:
        for thread, text in generator.sample(rows, count):
            out.writerow([thread, re.sub(r"[\w'’]+", shape, text), label])


def main():
    actions = {"sizes": sizes, "tags": tags, "agreement": agreement, "style": style, "tell": tell}
    match sys.argv[1:]:
        case [("sizes" | "tags" | "agreement") as action]:
            actions[action]()
        case [("style" | "tell") as action, _, *_]:
            actions[action](sys.argv[2:])
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
