"""Tools on the command line: options from their parameters, files where they were asked for, errors in one line."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer

from audiostudio.cli.console import CommandError
from audiostudio.cli.main import app
from audiostudio.cli.output_place import OutputPlace
from audiostudio.cli.parameters import ToolOption
from audiostudio.tools.registry import all_tools
from tests.cli.conftest import Run
from tests.support.speech_samples import recorded

PROGRAM = """
import sys, audiostudio.tools
audiostudio.tools.__path__.append(sys.argv.pop(1))
from audiostudio.cli.main import app
from audiostudio.cli.output_place import OutputPlace
app(prog_name="audiostudio")
"""

Echo = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "my song.wav"
    path.write_bytes(b"sound")
    return path


@pytest.fixture
def echo(environment: dict[str, str], tmp_path: Path, source: Path) -> Echo:
    """Give a function that runs the tests' own tool on a file."""
    fake_tools = Path(__file__).parent / "fake_tools"

    def echo(*arguments: str | Path, command: str = "loud-echo") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, str(fake_tools), command, *map(str, arguments)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return echo


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_tool_added_to_the_package_is_a_command_with_its_parameters_as_options(echo: Echo) -> None:
    listed = echo(command="--help").stdout
    assert "loud-echo" in listed
    assert "Says a text again." in listed
    shown = echo("--help").stdout
    for option in ("--text", "--times", "--level-db", "--rate", "--mood", "--loud", "--tags", "--curve", "--format"):
        assert option in shown
    for fact in ("What to say. Required.", "From 1 to 9. Default: 1.", "44100, 48000", "calm, wild", "Example:"):
        assert fact in " ".join(shown.replace("│", " ").split())


def test_every_real_tool_is_listed_under_its_verb_with_what_it_says_of_itself() -> None:
    listed = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {(tool.verb, tool.summary) for tool in all_tools().values()} <= {(n, c.help) for n, c in listed.items()}


def test_every_kind_of_option_reaches_the_tool(echo: Echo, source: Path, tmp_path: Path) -> None:
    done = echo(
        *(source, "-o", "out.mp3", "--text", "hello", "--level-db", "-12.5", "--rate", "48000", "--mood", "WILD"),
        *("--loud", "--tags", "a", "--tags", "b", "--curve", '[{"x": 1}]'),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out.mp3").read_text()) == {
        "text": "hello",
        "times": 1,
        "level_db": -12.5,
        "rate": 48000,
        "mood": "wild",
        "loud": True,
        "tags": ["a", "b"],
        "curve": [{"x": 1, "y": 0}],
        "output_format": "MP3",
    }


def test_json_is_all_there_is_on_standard_output(echo: Echo, source: Path, tmp_path: Path) -> None:
    done = echo(source, "-o", "out.wav", "--text", "hello", "--json")
    assert json.loads(done.stdout) == {
        "engine": "echo 1",
        "tier": "Advanced",
        "input_warnings": [],
        "outputs": [{"role": "echo-0", "path": "out.wav", "media_type": "audio/wav", "from": "my song.wav"}],
    }
    assert "a library that prints" in done.stderr
    assert "another that prints from C" in done.stderr


def test_several_files_go_into_a_folder_that_is_made(echo: Echo, source: Path, tmp_path: Path) -> None:
    done = echo(source, "-o", "new/folder", "--text", "x", "--times", "3")
    assert done.returncode == 0, done.stderr
    assert left_in(tmp_path / "new" / "folder") == ["echo-0.wav", "echo-1.wav", "echo-2.wav"]
    assert left_in(tmp_path / "new") == ["folder"]
    assert done.stdout.splitlines()[0] == "echo-0: new/folder/echo-0.wav"


def test_files_of_another_song_in_the_folder_are_not_overwritten_unasked(
    echo: Echo, source: Path, tmp_path: Path
) -> None:
    (tmp_path / "stems").mkdir()
    (tmp_path / "stems" / "echo-1.wav").write_text("precious")
    refused = echo(source, "-o", "stems", "--text", "x", "--times", "2")
    assert refused.returncode == 2
    assert refused.stderr.endswith("[output_exists]\n")
    assert left_in(tmp_path / "stems") == ["echo-1.wav"]
    assert echo(source, "-o", "stems", "--text", "x", "--times", "2", "--overwrite").returncode == 0
    assert (tmp_path / "stems" / "echo-1.wav").read_text() != "precious"


def test_a_file_is_replaced_only_when_asked_and_refused_before_the_work(
    echo: Echo, source: Path, tmp_path: Path
) -> None:
    precious = tmp_path / "precious.wav"
    precious.write_text("precious")
    (tmp_path / "link.wav").symlink_to(precious)
    (tmp_path / "dangling.wav").symlink_to(tmp_path / "nowhere.wav")
    for name in ("precious.wav", "link.wav", "dangling.wav"):
        refused = echo(source, "-o", name, "--text", "bug")  # the tool itself would end with a traceback
        assert (refused.returncode, refused.stderr.splitlines()[-1][-16:]) == (2, " [output_exists]"), refused.stderr
    assert precious.read_text() == "precious"
    assert not (tmp_path / "nowhere.wav").exists()
    assert echo(source, "-o", "link.wav", "--text", "x", "--overwrite").returncode == 0
    assert (tmp_path / "link.wav").is_symlink(), "what a link points to is written"
    assert json.loads(precious.read_text())["text"] == "x"


def test_a_folder_with_files_in_it_is_refused_before_the_work(echo: Echo, source: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert echo(source, "-o", "empty", "--text", "x").returncode == 0
    refused = echo(source, "-o", "empty", "--text", "bug", "--times", "2")
    assert (refused.returncode, refused.stderr.splitlines()[-1][-16:]) == (2, " [output_exists]"), refused.stderr


def test_what_was_made_meanwhile_is_kept_and_so_is_the_work(echo: Echo, source: Path, tmp_path: Path) -> None:
    done = echo(source, "-o", "out.wav", "--text", "meanwhile:out.wav")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.wav").read_text() == "meanwhile"
    assert json.loads((tmp_path / "out 2.wav").read_text())["text"] == "meanwhile:out.wav"
    assert done.stdout == "echo-0: out 2.wav\n"
    (tmp_path / "folder").mkdir()
    done = echo(source, "-o", "folder", "--text", "meanwhile:folder/echo-1.wav", "--times", "2")
    assert done.returncode == 0, done.stderr
    assert left_in(tmp_path / "folder") == ["echo-1.wav"]
    assert left_in(tmp_path / "folder 2") == ["echo-0.wav", "echo-1.wav"]


# No test names a device itself: were this ever wrong again, it would take the machine's own.
@pytest.mark.parametrize("named", ["-", "link"])
def test_sound_may_go_to_standard_output_which_is_never_replaced(
    echo: Echo, source: Path, tmp_path: Path, named: str
) -> None:
    (tmp_path / "link").symlink_to("/proc/self/fd/1")
    done = echo(source, "-o", named, "--text", "x", "--overwrite")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"] == "x"
    assert "echo-0" in done.stderr
    assert (tmp_path / "link").is_symlink()
    assert left_in(tmp_path) == ["link", "my song.wav"]
    several = echo(source, "-o", named, "--text", "x", "--times", "2")
    assert (several.returncode, several.stdout) == (2, "")
    assert several.stderr.endswith("[output_not_a_folder]\n")


def test_a_pipe_is_written_into(echo: Echo, source: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with subprocess.Popen(["cat", tmp_path / "pipe.wav"], stdout=subprocess.PIPE) as reader:
        done = echo(source, "-o", "pipe.wav", "--text", "x", "--overwrite")
        assert done.returncode == 0, done.stderr
        received, _ = reader.communicate(timeout=20)
    assert json.loads(received)["text"] == "x"
    assert (tmp_path / "pipe.wav").is_fifo()


@pytest.mark.parametrize("named", ["-", "/dev/null", "/dev/stdout", "/dev/fd/1", "/dev/zero", "/proc/self/fd/1"])
def test_devices_are_known_for_what_they_are(tmp_path: Path, named: str) -> None:
    link = tmp_path / "link"
    link.symlink_to(named)
    assert OutputPlace(Path(named), overwrite=True).is_stream
    assert OutputPlace(link, overwrite=True).is_stream or named == "-"
    (tmp_path / "further").symlink_to("link")
    assert OutputPlace(tmp_path / "further", overwrite=True).is_stream or named == "-"
    for ordinary in (tmp_path, tmp_path / "new.wav", Path("/dev/shm/new.wav")):
        assert not OutputPlace(ordinary, overwrite=True).is_stream


def test_a_sound_may_come_from_standard_input(environment: dict[str, str], tmp_path: Path) -> None:
    fake_tools = Path(__file__).parent / "fake_tools"
    command = [sys.executable, "-c", PROGRAM, str(fake_tools), "blend", "-", "-o", "-"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, input=b"\x00sound", capture_output=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"\x00sound |"), done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_ended_leaves_no_draft(
    environment: dict[str, str], source: Path, tmp_path: Path, number: signal.Signals
) -> None:
    fake_tools = Path(__file__).parent / "fake_tools"
    command = [sys.executable, "-c", PROGRAM, str(fake_tools), "loud-echo", str(source), "-o", "out/deep.wav"]
    with subprocess.Popen(
        [*command, "--text", "slow"], env=environment, cwd=tmp_path, stderr=subprocess.PIPE
    ) as running:
        assert running.stderr is not None
        while b"working" not in running.stderr.readline():
            assert running.poll() is None
        running.send_signal(number)
        assert running.wait(timeout=20) in {128 + number, 130}
    assert left_in(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--text", "forbidden"], "text_forbidden", "Say something else."),
        (["--text", "unreadable"], "audio_undecodable", "This is no sound."),
        (["--text", "x", "--times", "10"], "parameters_invalid", "--times"),
        (["--text", "x", "--level-db", "loud"], "parameters_invalid", "--level-db"),
        (["--text", "x", "--curve", "{"], "parameters_invalid", "--curve"),
        ([], "parameters_invalid", "--text"),
        (["--text", "x", "--format", "mp3"], "output_name_misleading", "result.wav is not a name for a MP3 file"),
        (["--text", "x", "-o", "result.m4a", "--format", "mp3"], "output_name_misleading", "result.m4a"),
        (["--text", "x", "-o", "my song.wav"], "output_is_input", "my song.wav"),
    ],
)
def test_bad_input_is_one_line_status_2_and_leaves_nothing(
    echo: Echo, source: Path, tmp_path: Path, arguments: list[str], code: str, words: str
) -> None:
    done = echo(source, "-o", "result.wav", *arguments)
    line = done.stderr.splitlines()[-1]
    assert done.returncode == 2
    assert line.startswith("error: ")
    assert line.endswith(f" [{code}]")
    assert words in line
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert left_in(tmp_path) == ["my song.wav"]
    assert source.read_bytes() == b"sound"


def test_a_file_that_does_not_exist_is_named(echo: Echo) -> None:
    done = echo("nowhere.wav", "-o", "result.wav", "--text", "x")
    assert (done.returncode, done.stderr) == (2, "error: There is no file nowhere.wav. [file_not_found]\n")


def test_a_bug_in_a_tool_shows_where_it_is_and_leaves_nothing(echo: Echo, source: Path, tmp_path: Path) -> None:
    done = echo(source, "-o", "result.wav", "--text", "bug")
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert left_in(tmp_path) == ["my song.wav"]


def test_a_tool_that_takes_several_files_gets_them_all(echo: Echo, tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        (tmp_path / name).write_text(name)
    done = echo("b", "a", "-o", "out", "--reference", "c", "--reference", "d", "--json", command="blend")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out").read_text() == "b a | c d"
    assert json.loads(done.stdout)["names"] == ["b", "a"]
    for too_many in (["a", "b", "c", "d"], ["a", "--reference", "b", "--reference", "c", "--reference", "d"]):
        refused = echo(*too_many, "-o", "out2", command="blend")
        assert refused.returncode == 2
        assert refused.stderr.endswith("[too_many_files]\n")


def test_master_runs_without_server_and_database(run: Run, tmp_path: Path) -> None:
    seconds = np.arange(44_100 * 4) / 44_100
    tone = 0.2 * np.sin(2 * np.pi * 220 * seconds) * (1 + np.sin(2 * np.pi * 2 * seconds))
    soundfile.write(tmp_path / "in.wav", np.stack([tone, tone], axis=1), 44_100)
    done = run("master", "in.wav", "-o", "out.flac", "--genre", "pop", "--target-lufs", "-16", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["target_lufs"] == -16
    assert abs(report["after"]["integrated_lufs"] - -16) <= 0.1
    assert soundfile.info(tmp_path / "out.flac").format == "FLAC"
    assert left_in(tmp_path) == ["in.wav", "out.flac"]


def test_separate_writes_one_file_a_stem_and_their_sum_is_the_mix(run: Run, tmp_path: Path) -> None:
    assert run("models", "pull", "spleeter:2stems").returncode == 0
    mix = np.random.default_rng(1).normal(0, 0.05, (44_100 * 3, 2))
    soundfile.write(tmp_path / "in.wav", mix, 44_100, subtype="FLOAT")
    done = run("separate", "in.wav", "-o", "stems", "--format", "wav", "--bit-depth", "32", "--json")
    assert done.returncode == 0, done.stderr
    paths = {output["role"]: tmp_path / output["path"] for output in json.loads(done.stdout)["outputs"]}
    assert {role: path.name for role, path in paths.items()} == {
        "vocals": "vocals.wav",
        "accompaniment": "accompaniment.wav",
    }
    residue = sum(soundfile.read(path)[0] for path in paths.values()) - mix
    assert 20 * np.log10(np.std(residue) / np.std(mix)) < -60

    alone = run("separate", "in.wav", "-o", "voice.flac", "--stems", "vocals")
    assert alone.returncode == 0, alone.stderr
    assert soundfile.info(tmp_path / "voice.flac").format == "FLAC"


def test_separate_gives_each_of_several_songs_a_folder_and_overwrites_none(run: Run, tmp_path: Path) -> None:
    sounds = np.random.default_rng(1).normal(0, 0.05, (2, 44_100, 2))
    (tmp_path / "b").mkdir()
    for path, sound in zip(("a.wav", "b/a.wav"), sounds, strict=True):
        soundfile.write(tmp_path / path, sound, 44_100)
    command = ("separate", "a.wav", "b/a.wav", "-o", "out", "--two-stems", "vocals", "--bit-depth", "16")
    done = run(*command)
    assert done.returncode == 0, done.stderr
    assert left_in(tmp_path / "out") == ["a", "a 2"]
    for folder, sound in zip(("a", "a 2"), sounds, strict=True):
        parts = [soundfile.read(tmp_path / "out" / folder / f"{name}.wav")[0] for name in ("vocals", "no_vocals")]
        assert np.abs(sum(parts) - sound).max() < 1e-3
    before = [path.stat().st_mtime_ns for path in sorted((tmp_path / "out").rglob("*.wav"))]
    refused = run(*command)
    assert refused.returncode == 2
    assert refused.stderr.endswith("[output_exists]\n")
    assert before == [path.stat().st_mtime_ns for path in sorted((tmp_path / "out").rglob("*.wav"))]


def test_enhance_writes_clean_speech_to_the_file_that_was_named(run: Run, tmp_path: Path) -> None:
    speech = recorded()
    noise = np.random.default_rng(1).normal(0, 0.01, speech.sound.size)
    soundfile.write(tmp_path / "in.wav", speech.sound + noise, speech.sample_rate_hz)
    done = run("enhance", "in.wav", "-o", "out.flac", "--no-scores", "--strength", "80", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert next(stage for stage in report["stages"] if stage["name"] == "noise reduction")["limit_db"] == 32
    assert abs(report["after"]["integrated_lufs"] - -16) <= 0.1
    assert soundfile.info(tmp_path / "out.flac").format == "FLAC"
    assert left_in(tmp_path) == ["in.wav", "out.flac"]


def test_a_missing_model_is_named_with_the_command_that_gets_it(run: Run, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "in.wav", np.zeros(4410), 44_100)
    done = run("separate", "in.wav", "-o", "stems", AUDIOSTUDIO_MODELS_DIR=str(tmp_path / "none"))
    assert done.returncode == 2
    assert "audiostudio models pull spleeter:2stems [model_missing]" in done.stderr
    assert left_in(tmp_path) == ["in.wav"]


def test_a_tool_without_files_takes_its_text_in_their_place(echo: Echo, tmp_path: Path) -> None:
    done = echo("by heart", "-o", "out.txt", "--times", "2", command="recite")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.txt").read_text() == "by heart by heart"
    assert "--text" not in echo("--help", command="recite").stdout


def test_a_text_may_come_from_standard_input(environment: dict[str, str], tmp_path: Path) -> None:
    fake_tools = Path(__file__).parent / "fake_tools"
    command = [sys.executable, "-c", PROGRAM, str(fake_tools), "recite", "-", "-o", "out.txt"]
    subprocess.run(command, env=environment, cwd=tmp_path, input="piped", text=True, timeout=120, check=True)
    assert (tmp_path / "out.txt").read_text() == "piped"


def test_voices_are_listed_best_first(run: Run) -> None:
    listed = json.loads(run("voices", "--language", "en-US", "--json").stdout)
    assert [voice["id"] for voice in listed][:2] == ["af_heart", "af_bella"]
    assert {voice["language"] for voice in listed} == {"en-US"}
    assert len(run("voices").stdout.splitlines()) == 54


def test_an_option_that_takes_json_takes_a_file_of_it(tmp_path: Path) -> None:
    option = ToolOption("pronunciations", {"type": "object"}, False)
    path = tmp_path / "words.json"
    path.write_text('{"GIF": "jif"}', "utf-8")
    assert option.read(str(path)) == option.read('{"GIF": "jif"}') == {"GIF": "jif"}
    for given, code in ((str(tmp_path / "none.json"), "file_not_found"), ("{", "parameters_invalid")):
        with pytest.raises(CommandError) as refusal:
            option.read(given)
        assert refusal.value.code == code
