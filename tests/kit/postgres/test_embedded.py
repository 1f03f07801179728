"""The embedded PostgreSQL: created once, fast to start, one owner, and no kill loses a row or leaves a process."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from audiostudio.kit.postgres import embedded as embedded_postgres
from audiostudio.kit.postgres import guardian as postgres_guardian
from audiostudio.kit.postgres import installation as postgres_install
from audiostudio.kit.postgres.embedded import (
    DataDirectoryInUse,
    EmbeddedPostgres,
    EmbeddedPostgresError,
    running_admin_url,
)
from tests.support.patience import PATIENCE_S
from tests.support.studio import free_port

NOT_DURABLE = {"fsync": "off"}


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory with a space in its path that, under root, PostgreSQL's user can enter."""
    root = Path(tempfile.mkdtemp(prefix="audio studio "))
    root.chmod(0o755)
    yield root / "data dir"
    wait_until(lambda: server_processes(root / "data dir") == [])
    shutil.rmtree(root)


@pytest.fixture
def postgres(data_dir: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(data_dir, options=NOT_DURABLE)
    yield server
    server.stop()


def server_processes(data_dir: Path) -> list[psutil.Process]:
    return embedded_postgres._processes_in(data_dir / "postgres" / "data")


def postmaster_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def _port_of(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[3])


def wait_until(true: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def start_in_another_process(data_dir: Path) -> "subprocess.Popen[str]":
    code = (
        "import sys, time; from pathlib import Path\n"
        "from audiostudio.kit.postgres.embedded import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(Path(sys.argv[1]), options={'fsync': 'off'}); server.start()\n"
        "print(server.admin_url, flush=True); time.sleep(600)"
    )
    owner = subprocess.Popen([sys.executable, "-c", code, str(data_dir)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    assert owner.stdout.readline().startswith("postgresql://")
    return owner


def insert_rows_until_broken(url: str) -> int:
    """Write rows, each in a transaction of its own, until the server goes away; return how many it acknowledged."""
    acknowledged = 0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS proof (n int PRIMARY KEY)")
        try:
            while True:
                connection.execute("INSERT INTO proof VALUES (%s)", [acknowledged])
                acknowledged += 1
                if acknowledged == 100:
                    os.kill(connection.info.backend_pid, 0)  # it lives up to here
                    parent = psutil.Process(connection.info.backend_pid).ppid()
                    os.kill(parent, signal.SIGKILL)
        except psycopg.OperationalError:
            return acknowledged


def count_rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM proof").fetchone()
        assert row is not None
        return int(row[0])


def test_a_new_cluster_is_utf8_with_builtin_locale_and_demands_scram_passwords(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    with psycopg.connect(postgres.admin_url) as connection:
        row = connection.execute(
            "SELECT datname, pg_encoding_to_char(encoding), datlocprovider, datlocale, current_setting('TimeZone'),"
            " lower('ÄÖ') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row == ("audiostudio", "UTF8", "b", "C.UTF-8", "UTC", "äö")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.admin_url.replace(":", ":x", 2).replace("postgresql:x", "postgresql:"))
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{postgres._port}/audiostudio")


def test_it_listens_on_the_loopback_address_only(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    listening = psutil.Process(postmaster_pid(data_dir)).net_connections()
    assert {connection.laddr.ip for connection in listening if connection.status == "LISTEN"} == {"127.0.0.1"}


def test_secrets_are_readable_by_their_owner_only(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    for private in (data_dir / "postgres" / "password", data_dir / "postgres" / "data"):
        assert stat.S_IMODE(private.stat().st_mode) & 0o077 == 0, private


def test_nobody_but_the_servers_own_user_may_pass_through(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    """Also where an earlier version let all pass; a folder that holds other things is left as it is."""
    data_dir.mkdir()
    data_dir.chmod(0o711)
    postgres.start()
    user = postgres_install.service_user()
    for folder in (data_dir, data_dir / "postgres"):
        found = folder.stat()
        assert stat.S_IMODE(found.st_mode) == (0o710 if user else 0o700)
        assert user is None or found.st_gid == user.gid
    assert stat.S_IMODE((data_dir / "logs").stat().st_mode) == 0o700


def test_under_root_the_server_runs_as_an_unprivileged_user(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    assert psutil.Process(postmaster_pid(data_dir)).uids().real != 0


def test_a_restart_keeps_rows_password_and_port_and_takes_no_time(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    first_url = postgres.admin_url
    with psycopg.connect(first_url) as connection:
        connection.execute("CREATE TABLE proof AS SELECT 1 AS n")
    postgres.stop()

    began = time.monotonic()
    postgres.start()
    took_s = time.monotonic() - began

    assert postgres.admin_url == first_url
    assert count_rows(first_url) == 1
    assert took_s < 5  # 0.05 s, and ten times the 0.5 s that is asked for on a busy machine


def test_stop_leaves_no_process_and_no_owner(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    client = psycopg.connect(postgres.admin_url)  # a connected client must not hold the shutdown up
    postgres.stop()
    assert server_processes(data_dir) == []
    assert not postgres.is_alive()
    client.close()
    with EmbeddedPostgres(data_dir, options=NOT_DURABLE) as next_owner:
        assert next_owner.is_alive()


def test_another_port_is_taken_when_the_remembered_one_is_busy(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    first_port = postgres._port
    postgres.stop()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", first_port))
        squatter.listen()
        postgres.start()
        assert postgres._port != first_port
        with psycopg.connect(postgres.admin_url):
            pass


def test_a_port_taken_at_the_last_moment_is_replaced(
    postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        taken = squatter.getsockname()[1]
        answers = iter([taken])
        choose = postgres._choose_port
        monkeypatch.setattr(postgres, "_choose_port", lambda unwanted: next(answers, None) or choose(unwanted=unwanted))
        postgres.start()
        assert postgres._port != taken
        assert postgres.is_alive()


def test_a_second_owner_is_refused_with_a_sentence_that_names_the_first(
    postgres: EmbeddedPostgres, data_dir: Path
) -> None:
    owner = start_in_another_process(data_dir)
    try:
        with pytest.raises(DataDirectoryInUse) as refusal:
            postgres.start()
        assert str(owner.pid) in str(refusal.value)
        assert str(data_dir) in str(refusal.value)
        assert server_processes(data_dir), "the first owner's server was harmed"
    finally:
        owner.kill()
        owner.wait()


def test_two_owners_in_one_process_are_refused_too(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    with pytest.raises(DataDirectoryInUse):
        EmbeddedPostgres(data_dir).start()
    assert postgres.is_alive()


def test_other_processes_learn_the_address_only_while_the_server_answers(
    postgres: EmbeddedPostgres, data_dir: Path
) -> None:
    assert running_admin_url(data_dir) is None
    postgres.start()
    assert running_admin_url(data_dir) == postgres.admin_url
    os.kill(postmaster_pid(data_dir), signal.SIGKILL)
    wait_until(lambda: not postgres.is_alive())
    assert running_admin_url(data_dir) is None


def test_acknowledged_rows_survive_kill_9_of_the_server(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as postgres:  # durable, as in production
        first_url = postgres.admin_url
        acknowledged = insert_rows_until_broken(first_url)
        assert acknowledged >= 100
        wait_until(lambda: not postgres.is_alive())
        assert postgres.ensure() is True
        assert postgres.ensure() is False
        assert postgres.admin_url == first_url
        assert acknowledged <= count_rows(first_url) <= acknowledged + 1


def test_repeated_kills_in_quick_succession_are_survived(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    for _ in range(4):
        clients = [psycopg.connect(postgres.admin_url) for _ in range(5)]
        os.kill(postmaster_pid(data_dir), signal.SIGKILL)
        wait_until(lambda: not postgres.is_alive())
        postgres.ensure()
        for client in clients:
            client.close()
    with psycopg.connect(postgres.admin_url):
        pass


def test_kill_9_of_the_owner_takes_the_server_down(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    owner = start_in_another_process(data_dir)
    owner.kill()
    owner.wait()
    wait_until(lambda: server_processes(data_dir) == [])


def test_the_next_owner_does_not_wait_for_a_killed_one(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    owner = start_in_another_process(data_dir)
    owner.kill()
    owner.wait()
    postgres.start()
    with psycopg.connect(postgres.admin_url):
        pass


def test_kill_9_of_the_guardian_leaves_no_server_behind(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    orphan = psutil.Process(postmaster_pid(data_dir))
    assert postgres._guardian is not None
    postgres._guardian.kill()
    wait_until(lambda: not postgres.is_alive())
    postgres.ensure()
    with psycopg.connect(postgres.admin_url):
        pass
    assert [child.pid for child in psutil.Process(postgres._guardian.pid).children()] == [postmaster_pid(data_dir)]
    assert not embedded_postgres._works(orphan)


def test_an_orphan_that_nobody_guards_is_ended_by_the_next_owner(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    postgres.start()
    postgres.stop()
    bin_dir = postgres_install.reachable_binaries(user := postgres_install.service_user(), data_dir / "postgres")
    for _ in range(5):  # until a port is not somebody else's by the time the server takes it
        orphan = subprocess.Popen(
            [
                bin_dir / "postgres",
                *("-D", data_dir / "postgres" / "data", "-p", str(free_port())),
                *postgres._option_arguments(),
            ],
            cwd="/",
            stderr=subprocess.DEVNULL,
            **({"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}),
        )
        wait_until(lambda: running_admin_url(data_dir) is not None or orphan.poll() is not None)  # noqa: B023
        if orphan.poll() is None:
            break
    # A process that has just begun for one of them would die of a signal meant for the server, as if it had crashed.
    callers = [socket.create_connection(("127.0.0.1", _port_of(data_dir))) for _ in range(50)]
    postgres.start()
    assert orphan.wait(30) == 0
    for caller in callers:
        caller.close()
    assert postmaster_pid(data_dir) != orphan.pid


def test_a_pid_file_whose_number_belongs_to_another_program_does_not_block(
    postgres: EmbeddedPostgres, data_dir: Path
) -> None:
    postgres.start()
    os.kill(pid := postmaster_pid(data_dir), signal.SIGKILL)
    wait_until(lambda: not postgres.is_alive() and not server_processes(data_dir))
    pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
    user = postgres_install.service_user()
    stranger = subprocess.Popen(["sleep", "600"], **({"user": user.uid} if user else {}))
    try:
        pid_file.write_text(pid_file.read_text().replace(str(pid), str(stranger.pid), 1))
        postgres.ensure()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_that_was_cut_short_is_begun_again(postgres: EmbeddedPostgres, data_dir: Path) -> None:
    half = data_dir / "postgres" / "draft-cut"
    half.mkdir(parents=True)
    (half / "password").write_text("half")
    data_dir.chmod(0o711)
    postgres.start()
    assert not half.exists()
    assert sorted(path.name for path in (data_dir / "postgres").iterdir()) == ["data", "owner.lock", "password", "port"]


def test_a_data_directory_that_cannot_be_written_is_a_sentence(data_dir: Path) -> None:
    data_dir.parent.joinpath("file").write_text("")
    with pytest.raises(EmbeddedPostgresError, match="cannot be written to"):
        EmbeddedPostgres(data_dir.parent / "file").start()


def test_a_server_that_cannot_start_says_why_and_gives_the_directory_up(data_dir: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="shared_buffers"):
        EmbeddedPostgres(data_dir, options={**NOT_DURABLE, "shared_buffers": "nonsense"}).start()
    with EmbeddedPostgres(data_dir, options=NOT_DURABLE) as postgres:
        assert postgres.is_alive()


def test_a_private_data_directory_is_refused_under_root_with_advice(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = postgres_install.ServiceUser("nobody", 65534, 65534)
    data_dir.parent.chmod(0o700)
    if os.geteuid() != 0:  # an ordinary user always enters its own folder: only the check itself can be shown
        monkeypatch.setattr(postgres_install, "_reach", lambda *_: postgres_install._UNREACHABLE_FOLDER)
    with pytest.raises(EmbeddedPostgresError, match=r"nobody.*cannot enter.*chmod o\+x"):
        postgres_install.reachable_binaries(stranger, data_dir)


def test_binaries_out_of_the_users_reach_are_copied_once_and_work(
    postgres: EmbeddedPostgres, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, user = postgres_install._package_dir(), postgres_install.service_user()
    monkeypatch.setattr(embedded_postgres, "service_user", lambda: user or current_user())
    reach = postgres_install._reach

    def reach_only_copies(who: postgres_install.ServiceUser, folder: Path, install: Path) -> int:
        return postgres_install._UNREACHABLE_PROGRAM if install.is_relative_to(package) else reach(who, folder, install)

    monkeypatch.setattr(postgres_install, "_reach", reach_only_copies)
    postgres.start()
    copy = next((data_dir / "postgres").glob("bin-*"))
    assert Path(psutil.Process(postmaster_pid(data_dir)).exe()).is_relative_to(copy.resolve())
    made = copy.stat().st_mtime_ns
    postgres.stop()
    postgres.start()
    assert copy.stat().st_mtime_ns == made


def current_user() -> postgres_install.ServiceUser:
    return postgres_install.ServiceUser("me", os.getuid(), os.getgid())


def test_the_log_is_kept_within_bounds(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    talker = "import sys\nfor n in range(400): sys.stdout.write('x' * 65535 + chr(10))"
    guardian = subprocess.Popen(
        [sys.executable, "-I", "-S", postgres_guardian.__file__, str(log), "-1", "-1", sys.executable, "-c", talker],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    guardian.wait(60)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert max(sizes) <= postgres_guardian.LOG_LIMIT_BYTES
