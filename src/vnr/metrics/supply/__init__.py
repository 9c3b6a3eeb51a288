"""Does what is offered meet the need: who has what, what nobody has, who got something."""

from vnr.metrics.supply._exchange import exchange
from vnr.metrics.supply._lacking import lacking
from vnr.metrics.supply._need import need
from vnr.metrics.supply._offers import offers
from vnr.metrics.supply._shelter import shelter

__all__ = ["exchange", "lacking", "need", "offers", "shelter"]
