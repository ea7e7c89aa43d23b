"""An agent on the Claude Agent SDK that plays a world over MCP: `python agent_sdk.py runs/agent`.

It needs `pip install "longplay[mcp]" claude-agent-sdk`, and what the SDK asks for: an account, or an API key
in ANTHROPIC_API_KEY. What it plays is a run like any other: `longplay drift runs/agent`.
"""

import asyncio
import sys

from claude_agent_sdk import AssistantMessage, ClaudeAgentOptions, ResultMessage, TextBlock, query

TOOLS = ("look", "press", "wait", "status", "guide_read", "guide_write", "guide_edit")
PROMPT = "Play until the run is over. Read your guide first, and keep it true and short as you go."


def options(out: str, world: int = 7, steps: int = 2000) -> ClaudeAgentOptions:
    """Return an agent that has the game's tools, and none of its own."""
    server = ["-m", "sim.cli", "mcp", "--world", str(world), "--steps", str(steps), "--out", out]
    return ClaudeAgentOptions(
        tools=[],
        mcp_servers={"longplay": {"type": "stdio", "command": sys.executable, "args": server}},
        allowed_tools=[f"mcp__longplay__{tool}" for tool in TOOLS],
        setting_sources=[],
    )


async def play(out: str) -> None:
    """Let it play, and print what it says and what that cost."""
    async for message in query(prompt=PROMPT, options=options(out)):
        if isinstance(message, AssistantMessage):
            for block in message.content:
                if isinstance(block, TextBlock):
                    print(block.text)
        elif isinstance(message, ResultMessage):
            print(f"{message.num_turns} turns, {message.total_cost_usd or 0:.4f} USD")


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1]))
