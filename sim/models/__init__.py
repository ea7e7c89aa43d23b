"""Language models behind one border, and the local stand-in for their service.

`Claude` sends one request and translates every failure; `Asker` asks through the journal, so that each reply
is paid for once and no budget is passed; `check` tells before the first request whether the settings can be
played. Everything of the `anthropic` package stays in here.
"""

from sim.models.asking import Answer, Ask, Asker
from sim.models.base import PROVIDERS, Model, ModelInfo
from sim.models.bounds import Known, known_of, most_of
from sim.models.claude import Claude
from sim.models.modes import MEMORY_TOOL, check, edits_of, server_tools_of, thinking_of
from sim.models.prices import Price, Usage, bill, context_of, cost, dated, price_of, usage_of
from sim.models.uploads import check_files, uploaded

__all__ = [
    "MEMORY_TOOL",
    "PROVIDERS",
    "Answer",
    "Ask",
    "Asker",
    "Claude",
    "Known",
    "Model",
    "ModelInfo",
    "Price",
    "Usage",
    "bill",
    "check",
    "check_files",
    "context_of",
    "cost",
    "dated",
    "edits_of",
    "known_of",
    "most_of",
    "price_of",
    "server_tools_of",
    "thinking_of",
    "uploaded",
    "usage_of",
]
