"""Chao's lower bound of a total."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vnr.metrics._hidden.two_lists import Figure

__all__ = ["chao"]


def chao(
    frequencies: ArrayLike, *, occasions: int | None = None, bias_corrected: bool = False
) -> Figure:
    r"""Lower bound of the total from those seen once and twice.

    .. math:: \hat f_0 = A \frac{f_1^2}{2 f_2}, \qquad
        \mathrm{var} = \hat f_0 + \hat f_0^2 \left(\frac4{f_1} + \frac1{f_2}\right)

    with :math:`A = (t - 1) / t` for `t` occasions and 1 for any number of them. Bias-corrected,

    .. math:: \hat f_0 = A \frac{f_1 (f_1 - 1)}{2 (f_2 + 1)}, \qquad \mathrm{var} = \hat f_0 +
        A^2 \frac{f_1 (2 f_1 - 1)^2}{4 (f_2 + 1)^2} + A^2 \frac{f_1^2 f_2 (f_1 - 1)^2}{4 (f_2 + 1)^4}

    Parameters
    ----------
    frequencies : array_like of int, shape ``(most,)``
        Persons seen once, twice, and so on.
    occasions : int, optional
        Number of lists, where nobody can be seen more often. Without it the formula is the one
        for any number of contacts, and on few lists it is too high to be a bound.
    bias_corrected : bool
        Whether the form that is less biased in small tables is used.

    References
    ----------
    .. [1] Chao A. Estimating the population size for capture-recapture data with unequal
       catchability. *Biometrics* 1987;43:783–791.
    .. [2] Chao A. Species estimation and applications. In: *Encyclopedia of Statistical Sciences*.
       2nd ed. Wiley; 2005:7907–7916.
    .. [3] Rivest L-P, Baillargeon S. Applications and extensions of Chao's moment estimator.
       *Biometrics* 2007;63:999–1006.

    Examples
    --------
    >>> found = chao([1035, 167])  # Seber 1982, page 107
    >>> round(found.total, 2), round(found.standard_error, 2)
    (4409.26, 323.35)
    >>> round(chao([1035, 167], occasions=2).total, 2)
    2805.63
    """
    numbers = np.asarray(frequencies, np.float64)
    once, twice = numbers[0], numbers[1]
    share = 1.0 if occasions is None else (occasions - 1) / occasions
    if bias_corrected:
        unseen = share * once * (once - 1) / (2 * (twice + 1))
        variance = unseen + share**2 * (
            once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
            + once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
        )
    else:
        unseen = share * once**2 / (2 * twice)
        variance = unseen + unseen**2 * (4 / once + 1 / twice)
    return Figure(float(unseen), float(numbers.sum() + unseen), float(np.sqrt(variance)))
