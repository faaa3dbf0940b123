"""Plan and evidence -> Assessment: pure, no AWS, the same bytes for the same evidence."""

from generator.assess.whole import assess, assess_shards, worded

__all__ = ["assess", "assess_shards", "worded"]
