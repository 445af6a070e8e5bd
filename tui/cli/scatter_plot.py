"""A scatter plot in ASCII, one letter per point, for any terminal."""

from __future__ import annotations

from collections.abc import Sequence

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def scatter(
    points: Sequence[tuple[str, float, float]], across: str, up: str, *, width: int = 60, height: int = 14
) -> str:
    """Plot `points` (name, x, y) as lines of text, with a legend of the letters below.

    The x axis is labeled `across` and starts at 0; the y axis is labeled `up` and starts somewhat below the lowest
    point. If two points fall on the same cell, their letters are placed side by side.
    """
    most_x = max((x for _, x, _ in points), default=0) or 1.0
    most_y = max((y for _, _, y in points), default=0) or 1.0
    least_y = min((y for _, _, y in points), default=0)
    least_y = max(least_y - (most_y - least_y) / 5, 0) if most_y > least_y else 0.0
    grid = [[" "] * width for _ in range(height)]
    for letter, (_, x, y) in zip(_LETTERS, points, strict=False):
        row = height - 1 - round((y - least_y) / (most_y - least_y) * (height - 1))
        column = round(x / most_x * (width - 1))
        free = [at for at in (*range(column, width), *range(column - 1, -1, -1)) if grid[row][at] == " "]
        if free:
            grid[row][free[0]] = letter
    labels = {0: f"{most_y:.3f}".removeprefix("0"), height - 1: f"{least_y:.3f}".removeprefix("0")}
    lines = [up]
    lines += [f"{labels.get(number, ''):>6} |{''.join(row).rstrip()}" for number, row in enumerate(grid)]
    lines.append(f"{'':6} +{'-' * width}")
    lines.append(f"{'':8}0{across:^{width - 2 - len(f'{most_x:,.0f}')}}{most_x:,.0f}")
    lines += [f"{letter:>8}  {name}" for letter, (name, _, _) in zip(_LETTERS, points, strict=False)]
    return "\n".join(lines) + "\n"
