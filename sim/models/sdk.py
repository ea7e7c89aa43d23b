"""The `anthropic` SDK: one request, one reply, and every failure in our own words. Nobody else imports it.

The SDK's own retries are off for messages. A request that it repeats behind our back is billed twice and
nobody notes it; here each try is one call of `reply`, so that whoever calls can note it before it is sent.

What a failure cost is rarely told. A request is taken as unbilled only if it never left this machine or
was turned away at the door (conflict, rate limit, no capacity); anything else may have been billed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anthropic
import httpx2

from sim.core import Json, ModelError, Unanswered
from sim.models.base import PROVIDERS, ModelInfo

_CONNECT, _DESCRIBE = 30.0, 30.0
_FREE_RETRIES = 2
"""How often the SDK repeats what costs nothing."""
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_THINKING = ("adaptive", "between_tools", "disabled", "enabled")

_TURNED_AWAY = frozenset({409, 429, 503, 529})
"""Status codes of requests that were turned away before any work was done on them."""
_ON_THE_WAY = frozenset({408, 424})
"""Client errors that a model can cause while it works (Bedrock: timeout, failure of the model)."""
_SPENT = frozenset({"enforced_spend_limit_reached"})
"""Error codes of a rate limit that does not pass by waiting."""
_NO_ROUTE = frozenset({400, 405, 501})
"""Status codes, beside 404, of a service that does not tell of its models."""
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)
_UNSENDABLE = (httpx2.LocalProtocolError, httpx2.UnsupportedProtocol, httpx2.InvalidURL)
_ADVICE = {
    401: "check the key: ANTHROPIC_API_KEY, or the credentials of the provider",
    402: "see to the account's billing",
    403: "the credentials do not allow this model",
    404: "check the model's name",
    413: "the request is too large: have the context reset earlier",
    429: "the account's spend limit is reached",
}
_NO_KEY = "there are no credentials for the Claude API: set ANTHROPIC_API_KEY"


class Connection:
    """A client of one of the SDK's providers; `claude.Claude` tells what it does."""

    def __init__(self, provider: str, *, base_url: str | None, api_key: str | None, timeout: float) -> None:
        """Build the client; raises ModelError."""
        self._client = _client(provider, base_url, api_key, timeout)

    def reply(self, body: Json) -> Json:
        """Stream one reply to its end; see `base.Model.reply`."""
        with ExitStack() as closing:
            with _opening():
                stream = closing.enter_context(self._client.beta.messages.stream(**body))
            with _reading():
                message = stream.get_final_message()
                answer: Json = message.to_dict(mode="json")
        if answer.get("stop_reason") is None:
            raise Unanswered("the reply broke off before its end", billed=True)
        return answer

    def describe(self, name: str) -> ModelInfo | None:
        """Ask the service what a model takes; see `base.Model.describe`. Asking is free."""
        if not isinstance(self._client, anthropic.Anthropic):
            return None
        models = self._client.with_options(max_retries=_FREE_RETRIES, timeout=_DESCRIBE).models
        try:
            with _opening():
                return _info(models.retrieve(name))
        except (ModelError, Unanswered) as error:
            status = getattr(error.__cause__, "status_code", None)
            garbled = isinstance(error.__cause__, ValueError)
            if garbled or status in _NO_ROUTE or (status == 404 and not _answers(models.list)):
                return None
            raise ModelError(f"the service cannot be asked about {name}: {error}") from error

    def upload(self, path: Path) -> str:
        """Upload a file; see `base.Model.upload`."""
        files = self._client.with_options(max_retries=_FREE_RETRIES).beta.files
        try:
            with _opening():
                return str(files.upload(file=path).id)
        except (ModelError, Unanswered) as error:
            raise ModelError(f"the file {path} cannot be uploaded: {error}") from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


# --- building -----------------------------------------------------------------------------


def _client(provider: str, base_url: str | None, api_key: str | None, timeout: float) -> Any:
    options: dict[str, Any] = {
        "max_retries": 0,
        "timeout": httpx2.Timeout(timeout, connect=min(timeout, _CONNECT)),
        "base_url": base_url,
    }
    build = {"anthropic": _anthropic, "bedrock": _bedrock, "vertex": _vertex}.get(provider)
    if build is None:
        raise ModelError(f"no provider is called {provider!r}: say one of {', '.join(PROVIDERS)}")
    try:
        return build(options, api_key)
    except ModelError:
        raise
    except Exception as error:  # whatever the provider's own packages raise
        raise ModelError(f"{provider} cannot be used: {_one_line(error)}") from error


def _anthropic(options: dict[str, Any], api_key: str | None) -> anthropic.Anthropic:
    client = anthropic.Anthropic(api_key=api_key, **options)
    sent = {name.lower() for name in client.default_headers}
    if client.credentials is None and sent.isdisjoint({"authorization", "x-api-key"}):
        raise ModelError(_NO_KEY)
    return client


def _bedrock(options: dict[str, Any], api_key: str | None) -> Any:
    _need("bedrock", "boto3")
    from anthropic.lib.bedrock import AnthropicBedrock  # noqa: PLC0415  (needs the extra)

    return AnthropicBedrock(api_key=api_key, **options)


def _vertex(options: dict[str, Any], access_token: str | None) -> Any:
    if access_token is None:
        _need("vertex", "google", "google.auth")
    from anthropic.lib.vertex import AnthropicVertex  # noqa: PLC0415  (as above)

    return AnthropicVertex(access_token=access_token, **options)


def _need(provider: str, *packages: str) -> None:
    if any(find_spec(package) is None for package in packages):
        raise ModelError(
            f"provider {provider} needs a package that is not here: pip install 'anthropic[{provider}]'"
        )


# --- what went wrong ----------------------------------------------------------------------


@contextmanager
def _opening() -> Iterator[None]:
    """Translate what happens until the answer begins; what the SDK refuses to send is a ModelError."""
    try:
        yield
    except anthropic.APIStatusError as error:
        raise _of_status(error) from error
    except anthropic.APIConnectionError as error:
        raise _of_connection(error.__cause__ or error) from error
    except httpx2.HTTPError as error:
        raise _of_connection(error) from error
    except Exception as error:
        raise ModelError(f"the model cannot be asked: {_one_line(error)}") from error


@contextmanager
def _reading() -> Iterator[None]:
    """Translate what happens while the answer is read: whatever it is, the answer is lost."""
    try:
        yield
    except anthropic.APIStatusError as error:
        raise Unanswered(f"the reply broke off with an error: {_words(error)}", billed=True) from error
    except (anthropic.APIConnectionError, httpx2.HTTPError) as error:
        raise Unanswered(f"the connection was lost: {_one_line(error)}", billed=True) from error
    except Exception as error:
        raise Unanswered(f"the reply could not be read: {_one_line(error)}", billed=True) from error


def _of_status(error: anthropic.APIStatusError) -> ModelError | Unanswered:
    status = error.status_code
    words = f"the model answered {status}: {_words(error)}"
    passes = status in _TURNED_AWAY | _ON_THE_WAY or status >= 500
    if passes and error.error_code not in _SPENT:
        return Unanswered(words, billed=status not in _TURNED_AWAY, wait=_asked_to_wait(error))
    advice = _ADVICE.get(status)
    return ModelError(f"{words} ({advice})" if advice else words)


def _words(error: anthropic.APIStatusError) -> str:
    said = f"{error.type}: {error.api_message}" if error.type else _one_line(error)
    return f"{said} (request {error.request_id})" if error.request_id else said


def _of_connection(error: BaseException) -> ModelError | Unanswered:
    """Tell a lost connection: a request that was never sent cost nothing, any other may have."""
    if isinstance(error, _UNSENDABLE):
        return ModelError(f"the model cannot be asked: {_one_line(error)}")
    billed = not isinstance(error, _UNSENT)
    if isinstance(error, httpx2.TimeoutException):
        return Unanswered(f"the model did not answer in time: {type(error).__name__}", billed=billed)
    return Unanswered(f"the connection was lost: {_one_line(error)}", billed=billed)


def _asked_to_wait(error: anthropic.APIStatusError) -> float | None:
    """Return the seconds that the service asks to wait: as a number, or until a date."""
    headers = error.response.headers
    for name, scale in (("retry-after-ms", 1e-3), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * scale)
        except (KeyError, ValueError):
            continue
    try:
        return max(0.0, parsedate_to_datetime(headers["retry-after"]).timestamp() - time.time())
    except (KeyError, ValueError):
        return None


def _one_line(error: BaseException) -> str:
    said = " ".join(str(error).split())
    name = type(error).__name__
    return f"{name}: {said}" if said else name


# --- what a model takes -------------------------------------------------------------------


def _answers(ask: Callable[[], Any]) -> bool:
    """Tell whether a route is there: whether asking for it brings what is expected."""
    try:
        return hasattr(ask(), "data")
    except (anthropic.APIError, ValueError):
        return False


def _info(model: Any) -> ModelInfo | None:
    """Return what the SDK's model says, None if it is the answer of a service that does not say enough."""
    told = getattr(model, "capabilities", None)
    context, output = getattr(model, "max_input_tokens", None), getattr(model, "max_tokens", None)
    if told is None or context is None or output is None:
        return None
    edits = told.context_management
    return ModelInfo(
        name=model.id,
        context=context,
        output=output,
        thinking=frozenset(kind for kind in _THINKING if _has(told.thinking.types, kind)),
        efforts=tuple(level for level in _EFFORTS if _has(told.effort, level)),
        compacts=_has(edits, "compact_20260112"),
        clears=_has(edits, "clear_tool_uses_20250919"),
        images=100 if context <= 200_000 else 600,
    )


def _has(capabilities: Any, name: str) -> bool:
    return bool(getattr(getattr(capabilities, name, None), "supported", False))
