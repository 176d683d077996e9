"""Compiled: ask the processor for a cache line ahead of time.

On a network that does not fit into the cache, half of a shortest-path search is waiting for the edges of the next node.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

READ = 0
KEEP = 3
DATA = 1


def _prefetch(_typing: Any, array: Any, index: Any) -> Any:
    """Start loading `array[index]`, one-dimensional and contiguous; an index out of bounds does no harm."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        hint = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")  # type: ignore[no-untyped-call]
        place = builder.bitcast(builder.gep(start, [arguments[1]]), byte)
        builder.call(hint, [place, number(READ), number(KEEP), number(DATA)])
        return context.get_dummy_value()

    return types.void(array, index), code


prefetch: Any = intrinsic(_prefetch)
