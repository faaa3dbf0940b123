"""Made up."""

raise RuntimeError("no")
