"""Networks of stock points alone, played by compiled code: what SimPy would do event by event, many times faster."""
