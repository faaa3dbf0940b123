"""Records on disk: one shard an account, a line a page, sealed when complete."""

from generator.store.index import Index
from generator.store.keeping import Keep
from generator.store.lock import held
from generator.store.shards import accounts_in, only, read, read_account, records_of, write_shard
from generator.store.writing import Store

__all__ = [
    "Index",
    "Keep",
    "Store",
    "accounts_in",
    "held",
    "only",
    "read",
    "read_account",
    "records_of",
    "write_shard",
]
