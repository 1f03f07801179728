"""A small server that speaks ElevenLabs' protocol, with faults on demand; the official client talks to it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEY = "sk_test_0123456789abcdef"
VOICES = [
    {
        "voice_id": f"voice{number}",
        "name": name,
        "category": "premade",
        "description": f"{name}'s voice",
        "labels": {"gender": gender, "accent": "american", "age": "young", "language": "en"},
        "preview_url": f"/samples/{name}.mp3",  # of this server, whose address comes before it
        "available_for_tiers": [],
    }
    for number, (name, gender) in enumerate([("Rachel", "female"), ("Josh", "male"), ("Domi", "female")])
]
MODELS = [
    {
        "model_id": "eleven_multilingual_v2",
        "name": "Multilingual v2",
        "can_do_text_to_speech": True,
        "maximum_text_length_per_request": 10_000,
        "languages": [{"language_id": "en", "name": "English"}, {"language_id": "hi", "name": "Hindi"}],
    },
    {"model_id": "eleven_sts_v2", "name": "Speech to speech", "can_do_text_to_speech": False, "languages": []},
]
PLAN = {
    "tier": "creator",
    "character_count": 1_200,
    "character_limit": 100_000,
    "max_character_limit_extension": 0,
    "can_extend_character_limit": False,
    "allowed_to_extend_character_limit": False,
    "next_character_count_reset_unix": 1_800_000_000,
    "voice_slots_used": 1,
    "professional_voice_slots_used": 0,
    "voice_limit": 10,
    "voice_add_edit_counter": 0,
    "professional_voice_limit": 1,
    "can_extend_voice_limit": False,
    "can_use_instant_voice_cloning": True,
    "can_use_professional_voice_cloning": False,
    "status": "active",
    "has_open_invoices": False,
}


@dataclass
class StandIn:
    """The server's address, what it was asked, which samples were fetched, and what it does wrong next."""

    url: str
    sound: bytes
    asked: list[dict[str, Any]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    faults: list[int | str] = field(default_factory=list)  # a status, "half", "hang" or "garbage"; each used up once


@contextmanager
def stand_in(sound: Path) -> Iterator[StandIn]:
    """Serve until the block ends; text is spoken as the MP3 ``sound``."""
    state = StandIn("", sound.read_bytes())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/samples/"):
                state.fetched.append(path)
                self._sound(state.sound)
                return
            if self._fault():
                return
            if path == "/v2/voices":
                second = "next_page_token=second" in self.path
                shown = VOICES[2:] if second else VOICES[:2]
                voices = [voice | {"preview_url": f"{state.url}{voice['preview_url']}"} for voice in shown]
                page = {"voices": voices, "has_more": not second, "total_count": 3}
                self._json(200, page | ({} if second else {"next_page_token": "second"}))
            elif path == "/v1/models":
                self._json(200, MODELS)
            elif path == "/v1/user/subscription":
                self._json(200, PLAN)
            else:
                self._json(404, {"detail": {"status": "not_found", "message": "nothing here"}})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            voice = self.path.partition("?")[0].rpartition("/")[2]
            state.asked.append(body | {"voice": voice, "query": self.path.partition("?")[2]})
            if self._fault():
                return
            if voice not in {known["voice_id"] for known in VOICES}:
                self._json(404, {"detail": {"status": "voice_not_found", "message": "no such voice"}})
                return
            self._sound(state.sound)

        def _fault(self) -> bool:
            if self.headers["xi-api-key"] != KEY:
                self._json(401, {"detail": {"status": "invalid_api_key", "message": "Invalid API key"}})
                return True
            if not state.faults:
                return False
            fault = state.faults.pop(0)
            if fault == "hang":
                time.sleep(3)
                self.close_connection = True
            elif fault == "half":
                self._head(len(state.sound))
                self.wfile.write(state.sound[: len(state.sound) // 2])
                self.close_connection = True
            elif fault == "garbage":
                self._sound(b"this is no sound " * 100)
            else:
                status = {402: "payment_required", 422: "bad_text"}.get(int(fault), "error")
                self._json(int(fault), {"detail": {"status": status, "message": f"refused, key {KEY}"}})
            return True

        def _sound(self, data: bytes) -> None:
            self._head(len(data))
            self.wfile.write(data)

        def _head(self, size: int) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "audio/mpeg")
            self.send_header("Content-Length", str(size))
            self.end_headers()

        def _json(self, status: int, document: Any) -> None:
            data = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
