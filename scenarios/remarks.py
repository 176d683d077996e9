"""Columns of a table that set nothing: what a planner keeps for himself, or for readers."""

from __future__ import annotations

import re
import unicodedata

REMARKS = (
    *(
        "point",
        "points",
        "no",
        "no.",
        "nr",
        "nr.",
        "number",
        "id",
        "name",
        "title",
        "label",
        "case",
        "plan",
        "alternative",
    ),
    *("note", "notes", "remark", "remarks", "comment", "comments", "description"),
    *("点", "点号", "序号", "编号", "号", "名称", "标题", "标签", "方案", "方案名", "方案名称", "备选方案"),
    *("备注", "说明", "注释", "注", "注记", "描述", "批注"),
)
"""Headings of columns that a planner keeps for himself; they set nothing."""
REMARK_SIGN = "#"
"""Whatever stands behind it, a heading that begins with it is one of these too."""
BESIDE = re.compile(r"[\s_-]*(\d+|\([^()]*\))$")
"""What may follow such a word: ``备注2``, ``note (internal)``."""


def plain_name(name: str) -> str:
    """Return a name as it is compared: without full-width signs, outer spaces and capitals."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def is_remark(heading: str) -> bool:
    """Tell whether a heading is that of a column of remarks, where no factor is called so."""
    plain = plain_name(heading)
    return plain.startswith(REMARK_SIGN) or plain in REMARKS or BESIDE.sub("", plain) in REMARKS
