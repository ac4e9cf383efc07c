"""Who a source mention means: resolvers, tried in one order on what an article tells."""

from rhetoric.attribution.speakers.resolve import Speakers
from rhetoric.attribution.speakers.scene import Resolution

__all__ = ["Resolution", "Speakers"]
