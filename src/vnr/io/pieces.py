"""A delivery in pieces: what is needed to read it in parts, by whatever runs that."""

from vnr.io._account import Account
from vnr.io._opening import Delivered, question_of
from vnr.io._pieces import Links, Piece, PieceRead, Pieces, Sheet
from vnr.io._whole import Whole, whole_of

__all__ = [
    "Account",
    "Delivered",
    "Links",
    "Piece",
    "PieceRead",
    "Pieces",
    "Sheet",
    "Whole",
    "question_of",
    "whole_of",
]
