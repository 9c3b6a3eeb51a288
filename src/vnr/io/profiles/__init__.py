"""What a deliverer's own headings and words mean."""

from vnr.io.profiles._profile import Profile, profile_of
from vnr.io.profiles._profile_parts import FIXED

__all__ = ["FIXED", "Profile", "profile_of"]
