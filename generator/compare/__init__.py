"""Two packs -> what became better or worse, by cause; and the figures of several packs as a trend."""

from generator.compare.trend import carried, tally, trend
from generator.compare.whole import compare, one_organisation

__all__ = ["carried", "compare", "one_organisation", "tally", "trend"]
