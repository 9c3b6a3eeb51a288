"""The attacker: what somebody who can add and subtract finds out of one system of whole numbers."""

from vnr.disclosure.attack._attack import ImpossibleError, attacked, completed
from vnr.disclosure.attack._finding import Finding
from vnr.disclosure.attack._prices import Prices, Want
from vnr.disclosure.attack._seen import Witnesses
from vnr.disclosure.attack._system import Component, System

__all__ = [
    "Component",
    "Finding",
    "ImpossibleError",
    "Prices",
    "System",
    "Want",
    "Witnesses",
    "attacked",
    "completed",
]
