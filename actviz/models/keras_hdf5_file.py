"""HDF5, as Keras saved models before .keras: the same configuration, kept as an attribute."""

from __future__ import annotations

from typing import Final

from actviz.models import keras_file
from actviz.models.model_graph import Model, ModelError, json_object

_CONFIG: Final = "model_config"


def read(path: str, data: memoryview) -> Model:
    """The activations that the configuration names; weights are not looked at.

    Raises:
        ModelError: h5py is missing, the file is damaged, or it holds weights alone.
    """
    del data
    try:
        import h5py  # heavy, and for this format alone
    except ImportError:
        raise ModelError(
            "HDF5 is read with h5py; install it: pip install 'actviz[files]', or save the model "
            "as model.keras"
        ) from None
    try:
        with h5py.File(path, "r") as file:
            texts = {
                key: file.attrs[key] for key in (_CONFIG, "keras_version") if key in file.attrs
            }
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        raise ModelError(f"the file is damaged: {error}") from None
    config, version = (_text(texts.get(key, "")) for key in (_CONFIG, "keras_version"))
    if not config:
        raise ModelError("HDF5 without a model_config: weights alone name no activation")
    named = json_object(config.encode(), _CONFIG, keras_file.MOST_CONFIG)
    return keras_file.model_of(path, named, version[:20])


def _text(value: object) -> str:
    """An attribute, which h5py gives as str or bytes."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
