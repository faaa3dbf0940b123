"""A folder of files -> a sealed pack that anybody can verify with coreutils."""

from generator.pack.bag import restore, seal, swap_in
from generator.pack.runinfo import read_run, write_run
from generator.pack.verify import verify

__all__ = ["read_run", "restore", "seal", "swap_in", "verify", "write_run"]
