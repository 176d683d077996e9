"""Styles for QGIS, kept inside a GPKG: what its table ``layer_styles`` holds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def layer_styles(layers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a default style for each layer that has one."""
    del layers
    return pd.DataFrame()
