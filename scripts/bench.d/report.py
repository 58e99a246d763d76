# SPDX-License-Identifier: Apache-2.0
"""Figures as a plain table: the median of the rounds, with the least and the greatest beside it."""

import statistics


def shown(value):
    """Three digits, or all of them from a thousand on."""
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"


class Report:
    def __init__(self):
        self.rows = []

    def section(self, title):
        self.rows.append((title,))

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

    def note(self, text):
        self.rows.append((None, text))

    def table(self, rows):
        """Rows of text: the first column to the left, the last of each pair too."""
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        for row in rows:
            cells = [
                f"{cell:<{width}}" if i < 2 or (i > 3 and i % 2 == 0) else f"{cell:>{width}}"
                for i, (cell, width) in enumerate(zip(row, widths))]
            self.note("  ".join(cells).rstrip())

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
