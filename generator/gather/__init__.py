"""Plan and credentials -> sealed shards: in this process, on local workers, or on a Dask cluster."""

from generator.gather.gathering import gather
from generator.gather.how import How, Keeping, how_of
from generator.gather.summing import Gathered

__all__ = ["Gathered", "How", "Keeping", "gather", "how_of"]
