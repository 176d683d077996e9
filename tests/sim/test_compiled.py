"""A change in one compiled module must reach the caches of those that call it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import sim

HOME = Path(sim.__file__).parent
COMPILED = re.compile(r"@njit|= intrinsic\(")
CALLED = re.compile(r"^from (sim\.[\w.]+) import", re.MULTILINE)


def compiled() -> dict[str, str]:
    """Return the text of every module with compiled functions."""
    texts = {path: path.read_text("utf-8") for path in sorted(HOME.rglob("*.py"))}
    return {
        ".".join(("sim", *path.relative_to(HOME).with_suffix("").parts)): text
        for path, text in texts.items()
        if COMPILED.search(text)
    }


def test_callers_of_compiled_functions_name_the_state_of_those() -> None:
    texts = compiled()
    assert {"sim._kernel", "sim._kernel_clock", "sim._kernel_prefetch"} <= texts.keys()
    for module, text in texts.items():
        for called in sorted(set(CALLED.findall(text)) & texts.keys()):
            state = hashlib.sha256(texts[called].encode()).hexdigest()[:12]
            line = f"# compiled with {called} {state}"
            assert line in text, f"{module} must hold the line: {line} (numba's cache sees only a function's own file)"
