"""One list with repeat contacts: the zero-truncated Poisson and Zelterman's estimate."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vnr.metrics.capture._two_lists import Total

__all__ = ["truncated_poisson", "zelterman"]


def truncated_poisson(frequencies: ArrayLike) -> Total:
    r"""Total by a Poisson number of contacts, of which zero isn't seen.

    .. math:: \frac{\lambda}{1 - e^{-\lambda}} = \bar y, \qquad
        \hat N = \frac{n}{1 - e^{-\lambda}}, \qquad
        \mathrm{var} = \frac{\hat N}{e^\lambda - 1 - \lambda}

    The variance is that of the sum over persons of [1]_, written out for one rate.

    Parameters
    ----------
    frequencies : array_like of int, shape ``(most,)``
        Persons with one contact, two, and so on; someone must have more than one.

    References
    ----------
    .. [1] Van der Heijden PGM, Bustami R, Cruyff MJLF, Engbersen G, van Houwelingen HC. Point and
       interval estimation of the population size using the truncated Poisson regression model.
       *Statistical Modelling* 2003;3:305–322.

    Examples
    --------
    >>> found = truncated_poisson([1645, 183, 37, 13, 1, 1])  # [1], table 1
    >>> round(found.total), round(found.total - 1.96 * found.standard_error)
    (7080, 6363)
    """
    from scipy.special import lambertw

    numbers = np.asarray(frequencies, np.float64)
    n = numbers.sum()
    mean = (numbers @ np.arange(1, numbers.size + 1)) / n
    # lambda / (1 - exp(-lambda)) = m is solved by lambda = m + W(-m exp(-m)), main branch.
    rate = float(mean + lambertw(-mean * np.exp(-mean)).real)
    for _ in range(3):  # near a mean of 1 the function above has lost half its digits
        rate += (rate + mean * np.expm1(-rate)) / (mean * np.exp(-rate) - 1)
    unseen = n / np.expm1(rate)
    variance = (n + unseen) / (np.expm1(rate) - rate)
    return Total(float(unseen), float(n + unseen), float(np.sqrt(variance)))


def zelterman(frequencies: ArrayLike) -> Total:
    r"""Total by those with one and two contacts alone, so that the often seen don't matter.

    .. math:: \lambda = 2 f_2 / f_1, \qquad \hat N = \frac{n}{1 - e^{-\lambda}}, \qquad
        \mathrm{var} = n G \left(1 + n G \lambda^2 \left(\frac1{f_1} + \frac1{f_2}\right)\right),
        \quad G = \frac{e^{-\lambda}}{(1 - e^{-\lambda})^2}

    Parameters
    ----------
    frequencies : array_like of int, shape ``(most,)``
        Persons with one contact, two, and so on; someone must have just one and just two.

    References
    ----------
    .. [1] Zelterman D. Robust estimation in truncated discrete distributions with application to
       capture-recapture experiments. *J Stat Planning and Inference* 1988;18:225–237.
    .. [2] Böhning D. A simple variance formula for population size estimators by conditioning.
       *Statistical Methodology* 2008;5:410–423.

    Examples
    --------
    >>> round(zelterman([1645, 183, 37, 13, 1, 1]).total)
    9425
    """
    numbers = np.asarray(frequencies, np.float64)
    n, once, twice = numbers.sum(), numbers[0], numbers[1]
    rate = 2 * twice / once
    unseen = n / np.expm1(rate)
    spread = np.exp(-rate) / np.expm1(-rate) ** 2
    variance = n * spread * (1 + n * spread * rate**2 * (1 / once + 1 / twice))
    return Total(float(unseen), float(n + unseen), float(np.sqrt(variance)))
