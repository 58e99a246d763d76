# SPDX-License-Identifier: Apache-2.0
"""Figures as plain tables: the median of the rounds, with the least and the greatest beside it."""

import math
import statistics


def shown(value):
    """Three digits, or all of them from a thousand on."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"


def shown_ns(value):
    """Nanoseconds in the unit that suits them."""
    if abs(value) >= 1000:
        return f"{shown(value / 1000)} µs"
    return f"{value:.0f} ns" if abs(value) >= 10 else f"{value:.1f} ns"


def spread_ns(values):
    return f"({shown_ns(min(values))} to {shown_ns(max(values))})" if len(values) > 1 else ""


def percent(share):
    return "" if share is None else f"{100 * share:.0f} %"


def percentile(values, share):
    """The least value that so great a share of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def aligned(rows, left=frozenset({0})):
    """Rows of text as lines with columns; those in `left` begin under each other."""
    # A title that stands alone in its row does not widen the first column.
    full = [row for row in rows if any(row[1:])]
    widths = [max((len(row[i]) for row in full), default=0) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(
            f"{cell:<{width}}" if i in left else f"{cell:>{width}}"
            for i, (cell, width) in enumerate(zip(row, widths))).rstrip()


class Report:
    """Sections of figures and notes, printed at the end."""

    def __init__(self):
        self.rows = []
        self.figures = []

    def section(self, title):
        self.rows.append((title,))
        self.figures.append({"section": title, "figures": []})

    def add(self, name, values, unit, limit=None):
        """One figure; `limit` is the most that the project allows."""
        if not isinstance(values, (list, tuple)):
            values = [values]
        middle = statistics.median(values)
        spread = f"{shown(min(values))} to {shown(max(values))}" if len(values) > 1 else ""
        bound = ""
        if limit is not None:
            bound = f"<= {shown(limit)}" + ("" if middle <= limit else "  OVER")
        self.rows.append((name, shown(middle), unit, spread, bound))
        self.figures[-1]["figures"].append(
            {"name": name, "unit": unit, "limit": limit, "samples": list(values)})

    def note(self, text):
        self.rows.append((None, text))

    def print(self):
        figures = [row for row in self.rows if len(row) == 5]
        widths = [max((len(row[i]) for row in figures), default=0) for i in range(5)]
        for row in self.rows:
            if len(row) == 1:
                print(f"\n{row[0]}")
            elif row[0] is None:
                print(f"  {row[1]}")
            else:
                name, value, unit, spread, bound = row
                print(f"  {name:<{widths[0]}}  {value:>{widths[1]}} {unit:<{widths[2]}}  "
                      f"{spread:<{widths[3]}}  {bound}".rstrip())
