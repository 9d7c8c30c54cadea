"""The measuring part of peers.sh: python3 peers.py UNDERTONE TRAIN.csv TEST.csv"""

import csv
import importlib.util
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = int(os.environ.get("ROWS", 100_000))
THREADS = os.environ.get("THREADS", "1")
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = THREADS


def read(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    return [text for text, _ in rows], [label for _, label in rows]


def write(path, lines):
    Path(path).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def macro_f1(gold, predicted):
    def f1(label):
        both = sum(g == p == label for g, p in zip(gold, predicted))
        return 2 * both / (sum(g == label for g in gold) + sum(p == label for p in predicted))

    labels = set(gold)
    return sum(map(f1, labels)) / len(labels)


def timed(work):
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr[-2000:]}")
    return done.stdout


# Each system is a pair: learn() → anything, and label(that, texts as they lie in a file or in memory) → labels.


def undertone(program, train, folder):
    model, table = folder / "model.undertone", folder / "labelled.csv"

    def learn():
        run(program, "train", train, "--output", model, "--threads", THREADS, "--quiet")

    def prepare(texts):
        path = folder / "texts.csv"
        with open(path, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["text"], *([text] for text in texts)])
        return path

    def label(_, path):
        run(program, "predict", path, "--model", model, "--output", table, "--threads", THREADS, "--quiet")
        return table

    def finish(table):
        with open(table, newline="", encoding="utf-8") as file:
            return [row["predicted"] for row in csv.DictReader(file)]

    return learn, prepare, label, finish


def fasttext(texts, labels, folder, *subwords):
    model, prefix = folder / "fasttext", "__label__"
    def one_line(text):
        return " ".join(text.split())

    train = write(folder / "train.txt", (f"{prefix}{label} {one_line(text)}" for text, label in zip(texts, labels)))

    def learn():
        settings = "-wordNgrams 2 -dim 50 -epoch 10 -lr 0.3 -verbose 0".split()
        run("fasttext", "supervised", "-input", train, "-output", model, *settings, *subwords, "-thread", THREADS)

    def prepare(texts):
        return write(folder / "texts.txt", map(one_line, texts))

    def label(_, path):
        return run("fasttext", "predict", f"{model}.bin", path)

    def finish(output):
        return [line.removeprefix(prefix) for line in output.splitlines()]

    return learn, prepare, label, finish


def scikit_learn(texts, labels, *, characters):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    def learn():
        blocks = [TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)]
        if characters:
            blocks.append(TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True))
        return make_pipeline(make_union(*blocks), LogisticRegression(C=2, max_iter=1000)).fit(texts, labels)

    return learn, lambda texts: texts, lambda model, texts: model.predict(texts), list


def main(program, train, test):
    texts, labels = read(train)
    test_texts, gold = read(test)
    many = list(itertools.islice(itertools.cycle(test_texts), ROWS))
    print(f"train {len(texts):,} comments, test {len(gold):,}; threads {THREADS}; labelling {ROWS:,} rows\n")
    print(f"{'':34}{'train s':>9}{'macro F1':>10}{'label s':>9}")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        systems = {"undertone, strength chosen": lambda: undertone(program, train, folder)}
        missing = []
        if shutil.which("fasttext"):
            systems["fastText, words"] = lambda: fasttext(texts, labels, folder)
            systems["fastText, words + subwords"] = lambda: fasttext(texts, labels, folder, "-minn", 2, "-maxn", 5)
        else:
            missing.append("fastText is not installed: passed over (apt-get install fasttext)")
        if importlib.util.find_spec("sklearn"):
            systems["scikit-learn, words"] = lambda: scikit_learn(texts, labels, characters=False)
            systems["scikit-learn, words + characters"] = lambda: scikit_learn(texts, labels, characters=True)
        else:
            missing.append("scikit-learn is not installed: passed over (pip install scikit-learn)")
        for name, system in systems.items():
            learn, prepare, label, finish = system()
            model, train_seconds = timed(learn)
            score = macro_f1(gold, finish(label(model, prepare(test_texts))))
            prepared = prepare(many)
            _, label_seconds = timed(lambda: label(model, prepared))
            print(f"{name:34}{train_seconds:9.2f}{score:10.4f}{label_seconds:9.2f}", flush=True)
    print("\nundertone and fastText: whole processes, files included; scikit-learn: in memory, nothing read or written")
    print(*missing, sep="\n")


main(*sys.argv[1:])
