"""Plain values that the stages hand on; no I/O, standard library only."""
