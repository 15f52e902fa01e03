"""Dense networks as skl2onnx writes them, and others under refused: sklearn_models.py DIRECTORY"""

import os
import sys
import warnings

import numpy as np
import onnx
from skl2onnx import to_onnx
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

warnings.filterwarnings("ignore")
directory = sys.argv[1]
random = np.random.default_rng(0)
X = random.normal(5, 3, (200, 4)).astype(np.float32)
np.save(f"{directory}/X.npy", X)
two = (X[:, 0] > 5).astype(int)
three = np.array(["ant", "bee", "cat"])[np.digitize(X[:, 1], [3, 6])]
number = X @ [1, 2, 3, 4]


def classifier(**options):
    return MLPClassifier(hidden_layer_sizes=(8,), max_iter=30, random_state=0, **options)


def regressor(**options):
    return MLPRegressor(hidden_layer_sizes=(8,), max_iter=30, random_state=0, **options)


models = {
    "two": (classifier(), two),
    "two_named": (classifier(activation="logistic"), np.array(["no", "yes"])[two]),
    "three": (classifier(activation="tanh"), three),
    "number": (regressor(), number),
    "scaled": (make_pipeline(StandardScaler(), classifier()), three),
    "ranged": (make_pipeline(MinMaxScaler(), regressor()), number),
    "logistic": (LogisticRegression(), three),
    "logistic_two": (LogisticRegression(), two),
    "linear": (LinearRegression(), number),
}
for name, (model, y) in models.items():
    model.fit(X, y)
    is_classifier = hasattr(model, "predict_proba")
    for zipmap in (True, False) if is_classifier else (True,):
        options = {id(model): {"zipmap": zipmap}} if is_classifier else None
        suffix = "" if zipmap else "_array"
        onnx.save(to_onnx(model, X[:1], options=options), f"{directory}/{name}{suffix}.onnx")

os.mkdir(f"{directory}/refused")
for model in (RandomForestClassifier(5, random_state=0), SVC(), KNeighborsClassifier()):
    onnx.save(
        to_onnx(model.fit(X, two), X[:1]), f"{directory}/refused/{type(model).__name__}.onnx")
