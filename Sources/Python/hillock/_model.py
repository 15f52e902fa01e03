"""Models that were trained or imported by `hillock`, for prediction."""

from __future__ import annotations

import json
import os

import numpy as np

from ._library import (
    HillockError, Registry, closing, directories, encoded, library, opened, text,
)


class Model:
    """A saved model: reads as a fitted estimator of scikit-learn does, and cannot be fitted.

    Attributes:
        n_features_in_: the inputs of a sample.
        classes_: the names of the classes; None where numbers are predicted.
        description: what the model says of itself.
    """

    def __init__(self, path: str | os.PathLike, plugins=None) -> None:
        self._path, self._plugins = os.path.abspath(path), directories(plugins)
        self._registry = Registry.of(self._plugins)
        self._handle = opened(
            "hillock_model_open", self._registry.handle, encoded(os.fspath(path))
        )
        closing(self, "hillock_model_close", self._handle)
        self.n_features_in_: int = library.hillock_model_inputs(self._handle)
        self._outputs: int = library.hillock_model_outputs(self._handle)
        count = library.hillock_model_classes(self._handle)
        self.description: dict = json.loads(text(library.hillock_model_describe(self._handle)))
        names = self.description.get("classNames") or [str(index) for index in range(count)]
        self.classes_ = np.array(names) if count else None
        self._estimator_type = "classifier" if count else "regressor"

    def __reduce__(self):
        # A handle is this process's, and closed with what it belongs to.
        return Model, (self._path, self._plugins)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self):
        from sklearn.utils import ClassifierTags, RegressorTags, Tags, TargetTags

        is_classifier = self.classes_ is not None
        return Tags(
            estimator_type=self._estimator_type, target_tags=TargetTags(required=True),
            classifier_tags=ClassifierTags() if is_classifier else None,
            regressor_tags=None if is_classifier else RegressorTags(),
        )

    def fit(self, X, y=None):
        """Refuses: a model is trained by the command."""
        raise HillockError("a saved model is not fitted here: hillock train is what trains one")

    def _samples(self, X) -> np.ndarray:
        X = np.ascontiguousarray(X, np.float64)
        if X.ndim != 2 or X.shape[1] != self.n_features_in_:
            raise ValueError(f"expected samples of {self.n_features_in_} inputs, found {X.shape}")
        return X

    def decision_function(self, X) -> np.ndarray:
        """The network's outputs, [samples, inputs] to [samples, outputs]."""
        X = self._samples(X)
        y = np.empty((len(X), self._outputs))
        if library.hillock_model_outputs_f64(self._handle, X.ctypes.data, len(X), y.ctypes.data):
            raise HillockError("the outputs cannot be computed")
        return y

    def predict_proba(self, X) -> np.ndarray:
        """A probability for each class, [samples, inputs] to [samples, classes]."""
        if self.classes_ is None:
            raise AttributeError("a model of numbers has no probabilities")
        X = self._samples(X)
        y = np.empty((len(X), len(self.classes_)))
        if library.hillock_model_probabilities_f64(
            self._handle, X.ctypes.data, len(X), y.ctypes.data
        ):
            raise HillockError("the outputs of this model's loss are no probabilities")
        return y

    def predict(self, X) -> np.ndarray:
        """The class of each sample, or its numbers: [samples, inputs] to [samples] or
        [samples, outputs]."""
        y = self.decision_function(X)
        if self.classes_ is None:
            return y[:, 0] if self._outputs == 1 else y
        best = (y[:, 0] > 0).astype(int) if self._outputs == 1 else y.argmax(1)
        return self.classes_[best]

    def score(self, X, y) -> float:
        """The share of right classes, or of the variance that the numbers explain."""
        predicted, y = self.predict(X), np.asarray(y)
        if self.classes_ is not None:
            return float(np.mean(predicted == y.astype(str)))
        rest = np.sum((y - predicted) ** 2, axis=0)
        return float(np.mean(1 - rest / np.sum((y - y.mean(axis=0)) ** 2, axis=0)))


def load(path: str | os.PathLike, plugins=None) -> Model:
    """Loads a model, with the very plugins that it was trained with.

    Raises:
        HillockError: the file is no model, or a plugin is missing or another.
    """
    return Model(path, plugins)
