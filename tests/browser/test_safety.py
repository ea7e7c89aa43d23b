"""Text from guides, models and cartridges is only ever text, and the page asks nobody but its server."""

from __future__ import annotations

import re
from pathlib import Path

from sim.viewer.assets import STATIC
from tests.browser.conftest import Opener
from tests.browser.looking import at_step, press, until
from tests.viewing import HOSTILE

MARKDOWN = """# <b>bold</b> <script>alert(1)</script>

[click](javascript:alert(1)) and ![picture](https://example.invalid/a.png) and [out](https://example.invalid/)

| a | <i>b</i> |
|---|---|
| <img src=x onerror=alert(1)> | `</code><script>alert(2)</script>` |

- **<u>x</u>**
  - *nested <svg onload=alert(3)>*

```
</pre><iframe src="https://example.invalid/"></iframe>
```

> <style>* { display: none }</style>
"""
_TIMED = """async (text) => {
  const { markdown } = await import('/static/markdown.js');
  const began = performance.now();
  markdown(text);
  return performance.now() - began;
}"""
_FORBIDDEN = (
    "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
    "srcdoc", "createContextualFragment", "setHTML",
)  # fmt: skip
_RENDER = """async (text) => {
  const { markdown } = await import('/static/markdown.js');
  const node = markdown(text);
  document.body.append(node);
  return { tags: [...new Set([...node.querySelectorAll('*')].map((one) => one.localName))].sort(),
    links: node.querySelectorAll('[href], [src]').length, text: node.textContent };
}"""


def test_hostile_words_are_shown_as_they_are_on_every_page(show: Opener) -> None:
    page = show("/run/hostile#step=3")
    at_step(page, 3)
    page.get_by_text(HOSTILE.replace("\u2028", " ")[:40]).first.wait_for()
    for key in ("2", "3", "4", "5", "1"):
        press(page, key)
    press(page, "2")
    page.locator(".markdown").wait_for()
    assert "<script>alert(1)</script>" in page.locator(".guide").inner_text()
    page.get_by_role("button", name="Last edit").click()
    page.locator(".diff-line.added").first.wait_for()
    page = show("/")
    page.locator(".row", has_text="hostile").wait_for()
    assert "<script>alert(1)</script>" in page.locator(".row", has_text="hostile").inner_text()
    page = show("/compare?a=hostile&b=explored#step=2")
    until(page, "document.querySelectorAll('.side-step').length === 2")
    # What failed, opened a dialog or asked elsewhere is told by the fixture.


def test_markdown_becomes_a_few_harmless_kinds_of_nodes(show: Opener) -> None:
    page = show("/run/explored")
    made = page.evaluate(_RENDER, MARKDOWN)
    assert made["tags"] == [
        "blockquote",
        "code",
        "em",
        "h1",
        "li",
        "p",
        "pre",
        "span",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
    assert made["links"] == 0
    for words in (
        "<script>alert(1)</script>",
        "click (javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "<iframe",
    ):
        assert words in made["text"]


def test_markdown_of_any_size_is_rendered_in_a_moment(show: Opener) -> None:
    page = show("/run/explored")
    texts = [
        "*" * 100_000,
        "[" * 50_000,
        "`" * 50_000,
        "| " * 50_000,
        "- a\n" * 5_000,
        "**a " * 25_000,
        "".join(" " * n + "- x\n" for n in range(300)),
    ]
    assert [taken for taken in (page.evaluate(_TIMED, text) for text in texts) if taken > 1500] == []


def test_no_module_parses_markup_or_runs_text() -> None:
    files = sorted(STATIC.rglob("*.js"))
    assert len(files) > 20
    found = [(file.name, word) for file in files for word in _FORBIDDEN if word in file.read_text()]
    assert found == []


def test_no_file_of_the_page_names_another_server() -> None:
    named = {
        (file.name, address)
        for file in sorted(Path(STATIC).rglob("*.*"))
        for address in re.findall(r"https?://[^\s\"'`)]+", file.read_text())
    }
    assert named <= {("spark.js", "http://www.w3.org/2000/svg"), ("icon.svg", "http://www.w3.org/2000/svg")}
