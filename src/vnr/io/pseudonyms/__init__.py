"""Keys that are secret, and the pseudonyms that are made with them."""

from vnr.io.pseudonyms._pseudonymiser import Pseudonymiser, pseudonymiser_of
from vnr.io.pseudonyms._secret import stated

__all__ = ["Pseudonymiser", "pseudonymiser_of", "stated"]
