"""Values as JSON has them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from scenarios import Text
from sim.frames import plain


def test_plain_values_are_json() -> None:
    value = {
        "table": pd.DataFrame({"a": [1, 2], "b": [0.5, np.nan]}),
        "array": np.array([[1.0, np.inf]]),
        "scalars": (np.int64(3), np.float64(0.25), np.bool_(True), None, float("nan")),
        "words": Text(en="one", zh="一"),
        3: {"moment": pd.Timestamp("2023-02-03")},
    }
    found = plain(value)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["table"] == {"a": [1, 2], "b": [0.5, None]}
    assert found["array"] == [[1.0, None]]
    assert found["scalars"] == [3, 0.25, True, None, None]
    assert found["words"] == {"en": "one", "zh": "一"}
    assert found["3"] == {"moment": "2023-02-03 00:00:00"}
