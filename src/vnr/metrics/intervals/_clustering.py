"""By what trials hang together: the persons, officers or municipalities of a register's cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Self, get_args

import attrs
import numpy as np
from numpy.typing import NDArray

from vnr.errors import DataError
from vnr.metrics.choices import Cluster
from vnr.metrics.intervals._clustered import Clusters, Packing, clusters
from vnr.results import Figure

if TYPE_CHECKING:
    from vnr.register import Register, Source, Tally

__all__ = ["Clustering", "Trials", "Whose"]

Array = NDArray[Any]
Whole = NDArray[np.int64]

CHOICES: Final = (*get_args(Cluster), None)
_COLUMNS: Final = {
    "person": ("n_persons", Figure("persons", distinct=True)),
    "officer": ("n_officers", Figure("count", distinct=True)),
    "municipality": ("n_municipalities", Figure("count", distinct=True)),
}
_OWN: Final = "in one part "
_CROSSING: Final = "crossing "


@attrs.frozen(eq=False)
class Whose:
    """The cluster of each case of one register, in arrays of shape ``(rows of cases,)``.

    Attributes
    ----------
    inside
        Number of the cluster, of those that lie in one part; meaningless where `label` is set.
    label
        Place among the labels of the clusters that cross parts; -1 where the case is in none.
        None if no cluster crosses parts.
    width
        All numbers of `inside` lie below it.

    Examples
    --------
    >>> import numpy as np
    >>> Whose(np.array([0, 0, 1]), None, 2).width
    2
    """

    inside: Array
    label: Array | None
    width: int


@attrs.frozen(eq=False)
class Clustering:
    """What the trials of a share hang together by.

    Attributes
    ----------
    name
        ``person``, ``officer`` or ``municipality``; None takes trials as independent.
    labels
        Clusters that cross persons, and so may lie in several parts of a source.

    Examples
    --------
    >>> Clustering.of(gotland, "person")
    Clustering(name='person', labels=())
    """

    name: str | None
    labels: tuple[str, ...]

    @classmethod
    def named(cls, cluster: str | None, choices: Sequence[str | None] = CHOICES) -> Self:
        """By one of the choices, in one piece.

        Raises
        ------
        DataError
            If `cluster` is none of them.
        """
        if cluster not in choices:
            *most, last = (str(choice) for choice in choices)
            raise DataError(f"cluster must be {', '.join(most)} or {last}, got {cluster!r}")
        return cls(cluster, ())

    @classmethod
    def of(cls, source: Source, cluster: str | None) -> Self:
        """The clusters of a source.

        Raises
        ------
        DataError
            If `cluster` is none of its choices.
        """
        crossing = cls.named(cluster).name in ("officer", "municipality")
        return cls(cluster, source.names(str(cluster)) if crossing else ())

    def whose(self, register: Register) -> Whose:
        """The cluster of each case of a register, which may be a part of the source."""
        cases = register.table("cases")
        if self.name == "person":
            return Whose(cases["person"], None, max(register.table("persons").height, 1))
        names = np.array([*register.names(str(self.name)), ""])
        place = np.searchsorted(np.array(self.labels, str), names[:-1])
        here = register.officers[1] if self.name == "officer" else cases["municipality"]
        # A case without an officer is a cluster of its own.
        return Whose(np.arange(cases.height), np.append(place, -1)[here], max(cases.height, 1))

    def tally(
        self, register: Register, cell: Whole, case: Array, k: Array, n: Any = 1, *, size: int
    ) -> dict[str, Array]:
        """Sums over clusters in each cell, which add when rows are split by person.

        Parameters
        ----------
        register : Register
            The cases.
        cell, case : array of int, shape ``(trials,)``
            The cell of each trial, and the row of its case.
        k : array of int or bool, shape ``(trials,)``
            Hits.
        n : array of int, shape ``(trials,)``, or 1
            Trials.
        size : int
            Number of cells.
        """
        if self.name is None:
            return {}
        whose = self.whose(register)
        if whose.label is None:
            return self.added(clusters(cell, whose.inside[case], k, n, size=size))
        label = whose.label[case]
        alone = label < 0
        trials = n if isinstance(n, int) else n[alone]
        sums = clusters(cell[alone], whose.inside[case[alone]], k[alone], trials, size=size)
        many = 1 if isinstance(n, int) else n[~alone]
        return self.added(sums, self.crossing(cell[~alone], label[~alone], k[~alone], many, size))

    def trials(self, register: Register, size: int) -> Trials:
        """To gather trials in, some at a time; its tally is that of all of them."""
        return Trials(self, register, size)

    def crossing(self, cell: Array, label: Array, k: Array, n: Any, size: int) -> Array:
        """Hits and trials of each cluster that crosses parts, shape ``(cells, 2, labels)``."""
        place = cell.astype(np.int64) * len(self.labels) + label
        width = size * len(self.labels)
        number = None if isinstance(n, int) else n
        both = [np.bincount(place, weights, width) for weights in (k, number)]
        shape = (2, size, len(self.labels))
        return np.stack(both).astype(np.int64).reshape(shape).transpose(1, 0, 2)

    def added(self, sums: Clusters, crossing: Array | None = None) -> dict[str, Array]:
        """Sums of clusters that lie in one part, and hits and trials of the others, as a tally."""
        tally = {_OWN + name: array for name, array in attrs.asdict(sums).items()}
        return tally if crossing is None else {**tally, _CROSSING: crossing}

    @staticmethod
    def split(tallies: Sequence[Mapping[str, Array]]) -> dict[str, Array]:
        """Tallies of several shares of each cell, which then stand side by side on a second axis."""
        return {name: np.stack([tally[name] for tally in tallies], axis=1) for name in tallies[0]}

    def beside(self, tally: Tally, k: Array, n: Array) -> Tally:
        """A split tally with shares of independent trials after those of each cell.

        Parameters
        ----------
        tally : mapping of str to array
            What `split` gave.
        k, n : array of int, shape ``(cells, further shares)``
            Hits and trials.
        """
        if self.name is None:
            return tally
        alone = attrs.asdict(Clusters(k=k, n=n, kk=k, kn=k, nn=n, m=n))
        further = {_OWN + name: array for name, array in alone.items()}
        if _CROSSING in tally:
            further[_CROSSING] = np.zeros((*k.shape, 2, len(self.labels)), np.int64)
        both = {name: np.concatenate([tally[name], more], 1) for name, more in further.items()}
        return {**tally, **both}

    def sums(self, tally: Tally) -> Clusters | None:
        """Sums over all clusters, those of split cells one after the other; None without any."""
        if self.name is None:
            return None
        fields = [field.name for field in attrs.fields(Clusters)]
        sums = {name: tally[_OWN + name].reshape(-1) for name in fields}
        if _CROSSING in tally:
            shape = (sums["k"].size, 2, len(self.labels))
            k, n = tally[_CROSSING].reshape(shape).transpose(1, 0, 2)
            for name, array in {"k": k, "n": n, "kk": k * k, "kn": k * n, "nn": n * n}.items():
                sums[name] = sums[name] + array.sum(axis=1)
            sums["m"] = sums["m"] + (n > 0).sum(axis=1)
        return Clusters(**sums)

    @property
    def column(self) -> tuple[str, Figure]:
        """The column that says how many clusters there are, and what it is."""
        return _COLUMNS[str(self.name)]

    def by_subject(self, register: Register, case: Array) -> Array | None:
        """A number for each subject's cluster, by the row of its case; None without any."""
        if self.name is None:
            return None
        whose = self.whose(register)
        inside = whose.inside[case]
        if whose.label is None:
            return inside
        label = whose.label[case]
        return np.where(label < 0, len(self.labels) + inside, label)

    def alone(self, cluster: Array | None, group: Whole, size: int) -> dict[str, Array]:
        """Of officers, how many of the clusters of each group are a case without one."""
        if self.name != "officer" or cluster is None:
            return {}
        without = cluster >= len(self.labels)
        width = int(cluster.max(initial=0)) + 1
        pairs = np.unique(group[without] * width + cluster[without])
        return {"n_without_officer": np.bincount(pairs // width, minlength=size)}

    def columns(self, tally: Tally, sums: Clusters) -> dict[str, tuple[Array, Figure]]:
        """How many clusters an interval rests on, with what they are."""
        column, figure = self.column
        columns = {column: (sums.m, figure)}
        if self.name == "officer":
            alone = tally[_OWN + "m"].reshape(-1)
            columns["n_without_officer"] = (alone, Figure("cases"))
        return columns


class Trials:
    """Trials of one register that are gathered some at a time (försök), and hang together.

    Parameters
    ----------
    clustering : Clustering
        By what.
    register : Register
        The cases.
    size : int
        Number of cells.
    """

    def __init__(self, clustering: Clustering, register: Register, size: int) -> None:
        self._clustering, self._register, self._size = clustering, register, size
        whose = clustering.whose(register) if clustering.name == "person" else None
        self._person = None if whose is None else whose.inside
        self._packing = Packing(size, 1 if whose is None else whose.width)
        self._keys: list[list[Array]] = [
            [np.empty(0, np.int32)] for _ in range(self._packing.blocks)
        ]
        self._parts: list[tuple[Array, Array, Array]] = []

    def add(self, cell: Whole, case: Array, k: Array) -> None:
        """Add some trials, as in `Clustering.tally`."""
        if self._person is not None:
            packed = self._packing.pack(cell, self._person[case], k)
            for keys, more in zip(self._keys, packed, strict=True):
                keys.append(more)
        elif self._clustering.name is not None:
            self._parts.append((cell, case, k))

    def tally(self) -> dict[str, Array]:
        """Sums over the clusters of each cell, as `Clustering.tally` gives of all at once."""
        if self._person is not None:
            sums = map(self._packing.sums, range(self._packing.blocks), self._keys)
            return self._clustering.added(Clusters.concat(sums))
        none = np.empty(0, np.int64)
        cell, case, k = map(np.concatenate, zip((none, none, none > 0), *self._parts, strict=True))
        return self._clustering.tally(self._register, cell, case, k, size=self._size)
