"""Finds a good point of a function that can only be asked, not differentiated."""

import numpy as np
from numpy.typing import NDArray

Point = NDArray[np.float64]


class Evolution:
    """CMA-ES, which minimises by drawing points and learning where the good ones lay.

    After Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772, appendix A; its default constants. Ask for
    a generation with `ask`, judge its points, hand the judgements to `tell`.

    Args:
        start: where to begin, ``(dimensions,)``.
        spread: standard deviation of the first generation.
        population: points a generation.
        seed: of the draws.
    """

    def __init__(self, start: Point, spread: float, population: int, seed: int) -> None:
        self.mean, self.spread = start.astype(np.float64), spread
        self._population, self._random = population, np.random.default_rng(seed)
        size = start.size
        parents = population // 2
        weights = np.log(population / 2 + 0.5) - np.log(np.arange(1, parents + 1))
        self._weights = weights / weights.sum()
        self._mass = mass = 1 / float(np.sum(self._weights**2))
        self._path_rate = (mass + 2) / (size + mass + 5)
        self._damping = 1 + 2 * max(0.0, np.sqrt((mass - 1) / (size + 1)) - 1) + self._path_rate
        self._shape_path_rate = (4 + mass / size) / (size + 4 + 2 * mass / size)
        self._rank_one = 2 / ((size + 1.3) ** 2 + mass)
        self._rank_many = min(1 - self._rank_one, 2 * (mass - 2 + 1 / mass) / ((size + 2) ** 2 + mass))
        self._usual_length = np.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size**2))
        self._path, self._shape_path = np.zeros(size), np.zeros(size)
        self._covariance = np.eye(size)
        self._generation = 0

    def ask(self) -> Point:
        """Return the points of the next generation, ``(population, dimensions)``."""
        variances, self._axes = np.linalg.eigh(self._covariance)
        self._lengths = np.sqrt(np.maximum(variances, 1e-20))
        draws = self._random.standard_normal((self._population, self.mean.size))
        self._steps = (draws * self._lengths) @ self._axes.T
        points: Point = self.mean + self.spread * self._steps
        return points

    def tell(self, costs: Point) -> None:
        """Learn from the cost of each point of the generation, the lower the better."""
        self._generation += 1
        best = self._steps[np.argsort(costs)[: self._weights.size]]
        step = self._weights @ best
        self.mean = self.mean + self.spread * step
        whitened = self._axes @ ((self._axes.T @ step) / self._lengths)
        rate = self._path_rate
        self._path = (1 - rate) * self._path + np.sqrt(rate * (2 - rate) * self._mass) * whitened
        length = float(np.linalg.norm(self._path))
        settled = np.sqrt(1 - (1 - rate) ** (2 * self._generation))
        is_steady = length / settled < (1.4 + 2 / (self.mean.size + 1)) * self._usual_length
        rate = self._shape_path_rate
        self._shape_path = (1 - rate) * self._shape_path + is_steady * np.sqrt(rate * (2 - rate) * self._mass) * step
        kept = 1 - self._rank_one - self._rank_many + (not is_steady) * self._rank_one * rate * (2 - rate)
        self._covariance = (
            kept * self._covariance
            + self._rank_one * np.outer(self._shape_path, self._shape_path)
            + self._rank_many * (best.T * self._weights) @ best
        )
        self.spread *= float(np.exp(self._path_rate / self._damping * (length / self._usual_length - 1)))
