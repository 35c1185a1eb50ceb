"""A model that reads from a script: an HTTP server on 127.0.0.1 in the dialects that real agent programs speak.

OpenAI's Responses (Codex CLI) and Chat Completions (OpenCode), and Gemini's generateContent, each streamed as
server-sent events. Every request that offers a shell tool is answered by the script's next step, as a call of that
tool; when the steps are used up, and to requests without such a tool (a session's title, a summary), it answers with a
sentence that ends the turn. What the agents sent is kept: the results of its tools are what the model was told.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

DONE = "That is all."
LARGEST = 20_000_000
SHELLS = ("exec_command", "shell_command", "shell", "bash", "run_shell_command")
"""What the agents call the tool that runs a command."""

DIRECTORIES = ("workdir", "dir_path", "directory")
"""What they call the argument for the directory of a command."""

Json = dict[str, Any]


class Step:
    """One call of the shell tool: a command, in another directory than the session's when one is named.

    With `tool` it is a call of that tool instead, with `arguments` made from what the model was told so far.
    """

    def __init__(
        self,
        command: str,
        directory: str = "",
        *,
        tool: str = "",
        arguments: Callable[[list[str]], Json] | None = None,
        more: Json | None = None,
    ) -> None:
        self.command = command
        self.directory = directory
        self.tool = tool
        self.arguments = arguments
        self.more = more or {}


class ScriptedModel:
    """Answers on `port` until the `with` block ends. `requests` are the bodies it was sent, `faults` what it refused."""

    def __init__(self, *steps: str | Step) -> None:
        self.steps = [step if isinstance(step, Step) else Step(step) for step in steps]
        self.requests: list[Json] = []
        self.faults: list[str] = []
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        """The server's own address, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next(self, body: Json, tools: dict[str, Json]) -> tuple[str, Json] | None:
        """The tool to call and its arguments, or None to end the turn."""
        with self._lock:
            self.requests.append(body)
            name = next((name for name in SHELLS if name in tools), "")
            if not name or not self.steps:
                return None
            step = self.steps.pop(0)
            if step.arguments is not None:
                return step.tool, step.arguments(list(_results(body)))
            return name, _arguments(step, tools[name])

    def told(self) -> list[str]:
        """The results of tools that the model was handed, in order."""
        with self._lock:
            last = max(self.requests, key=lambda body: len(list(_results(body))), default={})
        return list(_results(last))


def _arguments(step: Step, schema: Json) -> Json:
    """Arguments of a shell tool by its own schema."""
    known = schema.get("properties", {})
    name = "cmd" if "cmd" in known else "command"
    value: object = ["bash", "-lc", step.command] if known.get(name, {}).get("type") == "array" else step.command
    given: Json = {name: value, **step.more}
    if "description" in schema.get("required", ()):
        given["description"] = "Tidies up"
    if step.directory:
        given[next(name for name in DIRECTORIES if name in known)] = step.directory
    return given


def _results(body: Json) -> Iterator[str]:
    """Every result of a tool in a request of any of the three dialects."""
    for item in body.get("input", ()):
        if isinstance(item, dict) and str(item.get("type", "")).endswith("_call_output"):
            yield _text(item.get("output"))
    for message in body.get("messages", ()):
        if message.get("role") == "tool":
            yield _text(message.get("content"))
    for content in body.get("contents", ()):
        for part in content.get("parts", ()):
            if "functionResponse" in part:
                yield _text(part["functionResponse"].get("response"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, model: ScriptedModel) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.model = model

    def handle_error(self, request: object, client_address: object) -> None:
        """An agent that left in the middle of an answer is no fault of the server's."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Tests print nothing."""

    def do_GET(self) -> None:
        self._refuse()

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if not 0 < size <= LARGEST:
            return self._refuse()
        body = json.loads(self.rfile.read(size))
        path = self.path.partition("?")[0]
        model = self.server.model
        if path.endswith("/responses"):
            self._stream(_responses(body, model.next(body, _named(body.get("tools", ())))), named=True)
        elif path.endswith("/chat/completions"):
            named = _named([tool.get("function", {}) for tool in body.get("tools", ())])
            self._stream(_chat(model.next(body, named)), end="[DONE]")
        elif path.endswith(":streamGenerateContent"):
            self._stream([_gemini(model.next(body, _declared(body)))])
        elif path.endswith(":generateContent"):
            self._say(200, json.dumps(_gemini(model.next(body, _declared(body)))).encode())
        else:
            self._refuse()
        return None

    def _refuse(self) -> None:
        self.server.model.faults.append(f"{self.command} {self.path}")
        self._say(404, b'{"error": {"message": "the script has no such page", "code": 404}}')

    def _say(self, status: int, data: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def _stream(self, events: list[Json], *, named: bool = False, end: str = "") -> None:
        text = ""
        for event in events:
            text += f"event: {event['type']}\n" if named else ""
            text += f"data: {json.dumps(event)}\n\n"
        if end:
            text += f"data: {end}\n\n"
        self._say(200, text.encode(), "text/event-stream")


def _named(tools: Any) -> dict[str, Json]:
    """Each tool's schema by the tool's name."""
    return {str(tool.get("name")): tool.get("parameters") or {} for tool in tools if isinstance(tool, dict)}


def _free(body: Json) -> set[str]:
    """Names of tools that take text instead of arguments."""
    return {str(tool.get("name")) for tool in body.get("tools", ()) if tool.get("type") == "custom"}


def _declared(body: Json) -> dict[str, Json]:
    """Gemini's function declarations by name."""
    found: dict[str, Json] = {}
    for group in body.get("tools", ()):
        for tool in group.get("functionDeclarations", ()):
            found[str(tool.get("name"))] = tool.get("parametersJsonSchema") or tool.get("parameters") or {}
    return found


def _responses(body: Json, call: tuple[str, Json] | None) -> list[Json]:
    """OpenAI's Responses API: the events of one answer."""
    number = len(body.get("input", ()))
    if call is None:
        item: Json = {
            "type": "message",
            "role": "assistant",
            "id": f"msg_{number}",
            "content": [{"type": "output_text", "text": DONE}],
        }
    elif call[0] in _free(body):
        item = {
            "type": "custom_tool_call",
            "id": f"ctc_{number}",
            "call_id": f"call_{number}",
            "name": call[0],
            "input": call[1]["input"],
        }
    else:
        name, arguments = call
        item = {
            "type": "function_call",
            "id": f"fc_{number}",
            "call_id": f"call_{number}",
            "name": name,
            "arguments": json.dumps(arguments),
        }
    usage = {
        "input_tokens": 1,
        "input_tokens_details": None,
        "output_tokens": 1,
        "output_tokens_details": None,
        "total_tokens": 2,
    }
    return [
        {"type": "response.created", "response": {"id": f"resp_{number}"}},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        {"type": "response.completed", "response": {"id": f"resp_{number}", "usage": usage}},
    ]


def _chat(call: tuple[str, Json] | None) -> list[Json]:
    """OpenAI's Chat Completions: the chunks of one answer."""
    if call is None:
        delta: Json = {"role": "assistant", "content": DONE}
    else:
        name, arguments = call
        function = {"name": name, "arguments": json.dumps(arguments)}
        delta = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}],
        }
    head = {"id": "chat_1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    reason = "stop" if call is None else "tool_calls"
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
        {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": usage},
    ]


def _gemini(call: tuple[str, Json] | None) -> Json:
    """Gemini's generateContent: one whole answer."""
    part: Json = {"text": DONE} if call is None else {"functionCall": {"name": call[0], "args": call[1]}}
    return {
        "candidates": [{"index": 0, "content": {"role": "model", "parts": [part]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
        "modelVersion": "scripted",
    }
