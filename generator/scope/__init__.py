"""What the user declared, and the plan that follows from it and the mappings."""

from generator.scope.applied import applied
from generator.scope.config import Config, read_config
from generator.scope.declared import checked, default_scope, narrowed
from generator.scope.fitting import fitting
from generator.scope.planning import plan
from generator.scope.wording import Wording, read_wording

__all__ = [
    "Config",
    "Wording",
    "applied",
    "checked",
    "default_scope",
    "fitting",
    "narrowed",
    "plan",
    "read_config",
    "read_wording",
]
