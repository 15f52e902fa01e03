"""Trains the same networks with Hillock and with scikit-learn on the same splits of ten data sets.

    against-scikit-learn.py --hillock HILLOCK --plugins DIR --packages DIR [--seeds N] [--compare]

DIR holds the packages that real-files.py installs; Python needs scikit-learn. Both have one thread, one
hidden layer of 64, relu, Adam at 0.001, batches of 32, the same epochs, and no weight decay. A seed
decides the split; each prepares the columns its own way (scikit-learn by StandardScaler, OneHotEncoder,
SimpleImputer). Seconds, the medians: Hillock's epochs, its whole process with reading and preparing, and
scikit-learn's `fit` without; how often the first goes into the last. --compare times 30 runs, processes and
all: `hillock compare` beside `cross_val_score`.
"""

import argparse
import csv
import gzip
import json
import math
import os
import pathlib
import statistics
import subprocess
import tempfile
import time
import warnings

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore", ConvergenceWarning)

# Name, file, label, whether the label is a number, columns that say nothing.
SETS = [
    ("iris", "sklearn/datasets/data/iris.csv", None, False, []),
    ("wine", "sklearn/datasets/data/wine_data.csv", None, False, []),
    ("breast cancer", "sklearn/datasets/data/breast_cancer.csv", None, False, []),
    ("digits", "sklearn/datasets/data/digits.csv.gz", None, False, []),
    ("penguins", "palmerpenguins/data/penguins.csv", "species", False, []),
    ("anes96", "statsmodels/datasets/anes96/anes96.csv", "vote", False, []),
    ("diabetes", "sklearn/datasets/data/diabetes_data_raw.csv.gz", "target", True, []),
    ("cars", "vega_datasets/_data/cars.json", "Miles_per_Gallon", True, ["Name", "Year"]),
    ("boston", "mlxtend/data/data/boston_housing.csv", None, True, []),
    ("randhie", "statsmodels/datasets/randhie/randhie.csv", "mdvis", True, []),
]
GAPS = {"", "NA", "NaN", "null", "None", "?"}


def rows_of(path):
    """The names of a file's columns, and its rows of texts."""
    if path.suffix == ".json":
        objects = json.loads(path.read_text())
        names = list(objects[0])
        return names, [["" if row[n] is None else str(row[n]) for n in names] for row in objects]
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path, encoding="utf-8")
    text = opened.read()
    first = text.split("\n")[0]
    delimiter = "," if "," in first else ";" if ";" in first else None
    lines = [line for line in text.splitlines() if line.strip()]
    rows = list(csv.reader(lines, delimiter=delimiter)) if delimiter else [x.split() for x in lines]
    if path.parent.name == "data" and path.parent.parent.name == "datasets":
        # scikit-learn's files: how many rows and which classes, or no header at all.
        rows = rows[1:] if len(rows[0]) != len(rows[1]) or not number(rows[0][2]) else rows
        return [f"c{place}" for place in range(len(rows[0]))], rows
    if all(number(field) for field in rows[0]):
        return [f"c{place}" for place in range(len(rows[0]))], rows
    return [name.strip("'\" ") for name in rows[0]], rows[1:]


def number(text):
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


class Table:
    """A data set as both programs get it: names, rows without a gap for the label, the label last."""

    def __init__(self, packages, name, path, label, is_number, dropped):
        names, rows = rows_of(packages / path)
        if name == "diabetes":
            target = gzip.open(packages / "sklearn/datasets/data/diabetes_target.csv.gz", "rt")
            rows = [row + [f"{float(y)}"] for row, y in zip(rows, target.read().split())]
            names = names + ["target"]
        place = names.index(label) if label else len(names) - 1
        kept = [p for p, n in enumerate(names) if p != place and n not in dropped]
        rows = [row for row in rows if row[place].strip() not in GAPS]
        self.name, self.is_number = name, is_number
        self.names = [names[p] for p in kept] + ["label"]
        self.rows = [[row[p].strip() for p in kept] + [row[place].strip()] for row in rows]
        columns = list(zip(*self.rows))[:-1]
        self.numeric = [all(number(x) or x in GAPS for x in column) for column in columns]
        self.order = range(len(self.rows))

    def shuffled(self, seed):
        order = numpy.random.default_rng(seed).permutation(len(self.rows))
        return [self.rows[place] for place in order]

    def inputs(self, rows):
        return numpy.array(
            [[(float(x) if x not in GAPS else math.nan) if is_numeric else x
              for x, is_numeric in zip(row, self.numeric)] for row in rows], dtype=object)

    def targets(self, rows):
        labels = [row[-1] for row in rows]
        return numpy.array([float(x) for x in labels] if self.is_number else labels)

    def model(self, epochs, seed):
        numeric = [p for p, is_numeric in enumerate(self.numeric) if is_numeric]
        texts = [p for p, is_numeric in enumerate(self.numeric) if not is_numeric]
        prepared = ColumnTransformer([
            ("numbers", make_pipeline(
                SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numeric),
            ("texts", make_pipeline(
                OneHotEncoder(handle_unknown="ignore", sparse_output=False), StandardScaler()), texts),
        ])
        kind = MLPRegressor if self.is_number else MLPClassifier
        network = kind(
            hidden_layer_sizes=(64,), alpha=0, batch_size=32, max_iter=epochs, tol=0,
            n_iter_no_change=epochs + 1, random_state=seed)
        pipeline = make_pipeline(prepared, network)
        if not self.is_number:
            return pipeline
        return TransformedTargetRegressor(pipeline, transformer=StandardScaler())


def write(table, rows, path):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.names)
        writer.writerows(rows)


def command(arguments, table, path, words):
    kind = ["--label-kind", "numbers" if table.is_number else "classes"]
    return [arguments.hillock, *words[:1], path, *kind, "--plugins", arguments.plugins, *words[1:]]


def interval(values):
    # Student's t for 95 %, by the degrees of freedom.
    t = {2: 4.303, 4: 2.776, 9: 2.262}[len(values) - 1]
    return statistics.mean(values), t * statistics.stdev(values) / math.sqrt(len(values))


def measure(arguments, table, epochs):
    ours, theirs, epochs_seconds, our_seconds, their_seconds = [], [], [], [], []
    for seed in range(arguments.seeds):
        rows = table.shuffled(seed)
        tested = max(1, round(0.2 * len(rows)))
        with tempfile.TemporaryDirectory() as directory:
            path = f"{directory}/t.csv"
            write(table, rows, path)
            start = time.perf_counter()
            run = subprocess.run(
                command(
                    arguments, table, path,
                    ["train", "--activation", "relu", "--epochs", str(epochs), "--seed", str(seed),
                     "--threads", "1", "--test-last", str(tested), "--format", "json"]),
                capture_output=True, text=True, check=True)
            our_seconds.append(time.perf_counter() - start)
        summary = json.loads(run.stdout.splitlines()[-1])
        epochs_seconds.append(summary["seconds"])
        ours.append(summary["test_r2" if table.is_number else "test_accuracy"])
        inputs, targets = table.inputs(rows), table.targets(rows)
        model = table.model(epochs, seed)
        start = time.perf_counter()
        model.fit(inputs[:-tested], targets[:-tested])
        their_seconds.append(time.perf_counter() - start)
        score = r2_score if table.is_number else accuracy_score
        theirs.append(score(targets[-tested:], model.predict(inputs[-tested:])))
    our, their = interval(ours), interval(theirs)
    difference = interval([a - b for a, b in zip(ours, theirs)])
    verdict = "within" if abs(difference[0]) <= difference[1] else (
        "better" if difference[0] > 0 else "worse")
    training, whole, fit = map(statistics.median, (epochs_seconds, our_seconds, their_seconds))
    print(
        f"| {table.name} | {len(table.rows)} | {'R2' if table.is_number else 'accuracy'} "
        f"| {our[0]:.4f} ± {our[1]:.4f} | {their[0]:.4f} ± {their[1]:.4f} "
        f"| {difference[0]:+.4f} ± {difference[1]:.4f} | {verdict} "
        f"| {training:.3f} | {whole:.3f} | {fit:.3f} | {fit / training:.1f} |", flush=True)


def compare(arguments, table, epochs):
    """30 runs: three activations, ten splits."""
    rows = table.shuffled(0)
    with tempfile.TemporaryDirectory() as directory:
        path = f"{directory}/t.csv"
        write(table, rows, path)
        start = time.perf_counter()
        subprocess.run(
            command(
                arguments, table, path,
                ["compare", "--activation", "relu,tanh,sigmoid", "--seeds", "10", "--test-share",
                 "0.1", "--epochs", str(epochs), "--results", f"{directory}/runs"]),
            capture_output=True, check=True)
        ours = time.perf_counter() - start
    inputs, targets = table.inputs(rows), table.targets(rows)
    start = time.perf_counter()
    for activation in ["relu", "tanh", "logistic"]:
        model = table.model(epochs, 0)
        network = model.regressor if table.is_number else model
        network.steps[-1][1].set_params(activation=activation)
        cross_val_score(model, inputs, targets, cv=10, n_jobs=-1)
    theirs = time.perf_counter() - start
    print(
        f"{table.name}: 30 runs of {epochs} epochs: hillock compare {ours:.2f} s, cross_val_score "
        f"{theirs:.2f} s, {theirs / ours:.1f} times", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hillock", required=True)
    parser.add_argument("--plugins", required=True)
    parser.add_argument("--packages", required=True, type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=10, choices=[3, 5, 10])
    parser.add_argument("--only", action="append")
    parser.add_argument("--compare", action="store_true")
    arguments = parser.parse_args()
    for name, path, label, is_number, dropped in SETS:
        if arguments.only and name not in arguments.only:
            continue
        table = Table(arguments.packages, name, path, label, is_number, dropped)
        epochs = 100 if len(table.rows) < 1000 else 30
        (compare if arguments.compare else measure)(arguments, table, epochs)


main()
