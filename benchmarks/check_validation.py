"""Run the known-answer cases through scenario files and write what comes out beside what is known.

    PYTHONPATH=. python benchmarks/check_validation.py [--report docs/validation.md]

The report in Chinese is written beside it, as docs/validation.zh-CN.md. Exit 0 if all cases agree, 1 if not.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from validation_check.cases import answer
from validation_check.report import SECTIONS, markdown

from tests.validation import files


def main(arguments: list[str] | None = None) -> int:
    """Run the check; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, help="also write the report as Markdown, in both languages")
    report = parser.parse_args(arguments).report
    files.run()  # the roads, and what is compiled at first use, are no part of a case
    sections = [(title, [answer(case) for case in cases()]) for title, cases in SECTIONS]
    text = markdown(sections, "en")
    print(text)
    if report:
        report.write_text(text, encoding="utf-8")
        report.with_suffix(".zh-CN.md").write_text(markdown(sections, "zh"), encoding="utf-8")
    return 0 if all(found.agrees for _, group in sections for found in group) else 1


if __name__ == "__main__":
    sys.exit(main())
