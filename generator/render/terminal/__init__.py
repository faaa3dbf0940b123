"""What commands print: plans, summaries, chains, lists. Plain text, one idea a file."""

from generator.render.terminal.comparing import compare_lines
from generator.render.terminal.explaining import explain_lines
from generator.render.terminal.frameworks import framework_lines, show_lines
from generator.render.terminal.importing import import_lines
from generator.render.terminal.listing import check_lines, check_rows, service_lines, service_rows
from generator.render.terminal.planning import doctor_lines, estimate_lines, plan_lines, plan_rows
from generator.render.terminal.progress import Progress
from generator.render.terminal.rolecheck import role_lines
from generator.render.terminal.summary import limits_met, stopped, summary_lines, wrong_accounts

__all__ = [
    "Progress",
    "check_lines",
    "check_rows",
    "compare_lines",
    "doctor_lines",
    "estimate_lines",
    "explain_lines",
    "framework_lines",
    "import_lines",
    "limits_met",
    "plan_lines",
    "plan_rows",
    "role_lines",
    "service_lines",
    "service_rows",
    "show_lines",
    "stopped",
    "summary_lines",
    "wrong_accounts",
]
