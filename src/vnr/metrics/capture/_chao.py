"""Chao's lower bound of a total."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vnr.metrics.capture._guards import check_contacts
from vnr.metrics.capture._two_lists import Total

__all__ = ["bound", "chao"]


def bound(frequencies: ArrayLike, model: str, *, occasions: int | None = None) -> Total:
    """Chao's bound in the form that a model's name asks for: see `chao`.

    Parameters
    ----------
    frequencies : array_like of int, shape ``(most,)``
        Persons seen once, twice, and so on.
    model : str
        ``chao``, ``chao-bias-corrected`` or, without the factor of the lists, ``chao-plain``.
    occasions : int, optional
        Number of lists.

    Raises
    ------
    RefusedError
        If nobody is seen once, or more often. But for the bias-corrected form somebody must be
        seen just twice.
    """
    corrected = model == "chao-bias-corrected"
    numbers = np.asarray(frequencies, np.float64)
    check_contacts(numbers, once=True, twice=not corrected)
    return chao(
        numbers,
        occasions=None if model == "chao-plain" else occasions,
        bias_corrected=corrected,
    )


def chao(
    frequencies: ArrayLike, *, occasions: int | None = None, bias_corrected: bool = False
) -> Total:
    r"""Lower bound of the total from those seen once and twice.

    .. math:: \hat f_0 = A \frac{f_1^2}{2 f_2}, \qquad
        \mathrm{var} = \hat f_0 + \hat f_0^2 \left(\frac4{f_1} + \frac1{f_2}\right)

    with :math:`A = (t - 1) / t` for `t` occasions and 1 for any number of them. Bias-corrected,

    .. math:: \hat f_0 = A \frac{f_1 (f_1 - 1)}{2 (f_2 + 1)}, \qquad \mathrm{var} = \hat f_0 +
        A^2 f_1 (f_1 - 1) \frac{f_1^2 + 4 f_1 f_2 + 3 f_1 - 6 f_2 - 6}{4 (f_2 + 1)^2 (f_2 + 2)}

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
        spread = once**2 + 4 * once * twice + 3 * once - 6 * twice - 6
        spread *= once * (once - 1) / (4 * (twice + 1) ** 2 * (twice + 2))
        variance = unseen + share**2 * spread
    else:
        unseen = share * once**2 / (2 * twice)
        variance = unseen + unseen**2 * (4 / once + 1 / twice)
    return Total(float(unseen), float(numbers.sum() + unseen), float(np.sqrt(variance)))
