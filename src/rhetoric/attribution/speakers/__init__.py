"""Who a source mention means: resolvers, tried in one order on what an article tells."""

from rhetoric.attribution.speakers.discourse import Resolution
from rhetoric.attribution.speakers.resolve import Speakers

__all__ = ["Resolution", "Speakers"]
